-- Shared by every script that touches the trail.

local GENESIS = string.rep('0', 64)

-- Whether each key is missing or of the type we store there. A script that fails half-way keeps its first half, so
-- nothing may be written before everything that will be written to has been looked at.
local function typesAre(expected)
  for _, pair in ipairs(expected) do
    local is = redis.call('TYPE', pair[1]).ok
    if is ~= 'none' and is ~= pair[2] then return false end
  end
  return true
end

-- Of an entry of that number. Canonical JSON has its names in order, so these are at the end; what stands before them is anybody's
-- text, which this version of cjson may refuse, and is not looked at.
local function hashOf(entry, seq)
  local fields = entry[2]
  if #fields ~= 2 or fields[1] ~= 'entry' then return nil end
  local ending = '"hash":"(%x+)","prevHash":"%x+","request":[^,]*,"seq":' .. seq .. '}$'
  local hash = string.match(string.sub(fields[2], -500), ending)
  return hash and #hash == #GENESIS and hash or nil
end

-- Sequence and hash of the newest entry; nil when the stream and the noted head do not agree, and of which entry that is seen.
local function headOf(trail, head)
  if not typesAre({ { trail, 'stream' }, { head, 'string' } }) then return nil end
  local last = redis.call('XREVRANGE', trail, '+', '-', 'COUNT', 1)[1]
  local noted = redis.call('GET', head)
  if not last then
    if noted then return nil, string.match(noted, '^%d+') end
    return '0', GENESIS
  end
  local seq = string.match(last[1], '^(%d+)%-0$')
  local hash = seq and hashOf(last, seq)
  if not hash or noted ~= seq .. ' ' .. hash then return nil, string.match(last[1], '^%d+') end
  return seq, hash
end

local function damaged(seq)
  return { 'damaged', seq or '0' }
end

-- nil when entries may follow the expected head; else the answer to give instead.
local function refusalOfHead(trail, head, expectedSeq, expectedHash)
  local seq, hash = headOf(trail, head)
  if not seq then return damaged(hash) end
  if seq == expectedSeq and hash == expectedHash then return nil end
  -- The caller once saw (or wrote) the head it expects: it must still be there, with others behind it.
  if tonumber(expectedSeq) >= tonumber(seq) then return damaged(expectedSeq) end
  if expectedSeq ~= '0' then
    local seen = redis.call('XRANGE', trail, expectedSeq .. '-0', expectedSeq .. '-0')[1]
    if not seen or hashOf(seen, expectedSeq) ~= expectedHash then return damaged(expectedSeq) end
  end
  return { 'moved', seq, hash }
end

-- Entries from ARGV[at]: seq, text, number of the key that lists its request's entries (0: none). Returns the answer to
-- give instead, with nothing written, when the stream does not take them.
local function append(trail, head, at, count, newHash)
  local seq
  for i = 0, count - 1 do
    seq = ARGV[at + i * 3]
    local added = redis.pcall('XADD', trail, seq .. '-0', 'entry', ARGV[at + i * 3 + 1])
    if type(added) == 'table' and added.err then
      -- ERR: the stream has had this number already. Others (READONLY, OOM, ...) are for the caller to understand.
      return string.sub(added.err, 1, 4) == 'ERR ' and damaged(seq) or added
    end
    local list = tonumber(ARGV[at + i * 3 + 2])
    if list > 0 then redis.call('RPUSH', KEYS[list], seq) end
  end
  if count > 0 then redis.call('SET', head, seq .. ' ' .. newHash) end
  return nil
end

local function listsAreLists(from)
  for i = from, #KEYS do
    if not typesAre({ { KEYS[i], 'list' } }) then return false end
  end
  return true
end

-- Entries in that order, at most so many and until so many bytes were read. One that is larger than any of the bot's comes without its
-- content, so that who writes to Redis cannot keep others from reading it. Returns them, and whether there may be more.
local function readable(command, trail, from, to, count, largest, most)
  local found, bytes = {}, 0
  if not typesAre({ { trail, 'stream' } }) then return found, '' end
  while #found < count do
    -- Few at a time, as Redis copies what it is asked for.
    local page = redis.call(command, trail, from, to, 'COUNT', math.min(4, count - #found))
    for _, entry in ipairs(page) do
      local size = 0
      for _, text in ipairs(entry[2]) do size = size + #text end
      found[#found + 1] = { entry[1], size > largest and {} or entry[2] }
      bytes = bytes + size
    end
    if #page == 0 then return found, '' end
    from = '(' .. page[#page][1]
    if bytes > most then return found, 'more' end
  end
  return found, ''
end
