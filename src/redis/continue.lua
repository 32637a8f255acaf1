-- Appends one entry behind the one that the log goes on from, whatever has become of the log's end.
-- KEYS: trail, head, checkpoints, what is set aside
-- ARGV: seq and hash to go on from, hash, seq and text of the new entry
local trail, head, checkpoints, aside = unpack(KEYS)
local fromSeq, fromHash, hash, seq, text = unpack(ARGV)
local from = fromSeq .. '-0'
local is = redis.call('TYPE', trail).ok

local function lastGenerated()
  local info = redis.call('XINFO', 'STREAM', trail)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then return info[i + 1] end
  end
end

if fromSeq ~= '0' then
  if is ~= 'stream' then return damaged(fromSeq) end
  local entry = redis.call('XRANGE', trail, from, from)[1]
  if not entry or hashOf(entry, fromSeq) ~= fromHash then return damaged(fromSeq) end
end
if is == 'stream' then
  -- Somebody has written there since.
  local after = '(' .. from
  repeat
    local entries = redis.call('XRANGE', trail, after, '+', 'COUNT', 4)
    for _, entry in ipairs(entries) do
      local number = string.match(entry[1], '^(%d+)%-0$')
      if number and hashOf(entry, number) then return damaged(number) end
      after = '(' .. entry[1]
    end
  until #entries == 0
end

-- A stream takes no number again that it has had, so it is built anew; what it was is kept for those who look into it.
if is ~= 'none' and not (is == 'stream' and lastGenerated() == from) then
  redis.call('RENAME', trail, aside)
  local after = '-'
  repeat
    local entries = is == 'stream' and fromSeq ~= '0' and redis.call('XRANGE', aside, after, from, 'COUNT', 4) or {}
    for _, entry in ipairs(entries) do
      redis.call('XADD', trail, entry[1], unpack(entry[2]))
      after = '(' .. entry[1]
    end
  until #entries == 0
end
if redis.call('TYPE', checkpoints).ok == 'hash' then
  for _, number in ipairs(redis.call('HKEYS', checkpoints)) do
    if not tonumber(number) or tonumber(number) > tonumber(fromSeq) then redis.call('HDEL', checkpoints, number) end
  end
end
redis.call('XADD', trail, seq .. '-0', 'entry', text)
redis.call('SET', head, seq .. ' ' .. hash)
return { 'saved' }
