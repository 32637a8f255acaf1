-- One atomic save: everything is checked before anything is written.
-- KEYS: trail, head, record, open, all, holders, documents, fence, then the lists of the requests the entries are about
-- ARGV: expected seq, expected hash, new hash, number of entries, number of documents,
--       id, revision, record, created at, 'open' or '', 'holds' or '', lock, fence or '', the entries, the documents
local trail, head, record, open, all, holders, documents, fence = unpack(KEYS, 1, 8)
local entryCount, documentCount = tonumber(ARGV[4]), tonumber(ARGV[5])
local id, revision, text, createdAt = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local isOpen, holdsLock, lock, leaseFence = ARGV[10] == 'open', ARGV[11] == 'holds', ARGV[12], ARGV[13]
local entriesAt = 14
local documentsAt = entriesAt + entryCount * 3

local sound = listsAreLists(9) and typesAre({
  { record, 'hash' }, { open, 'zset' }, { all, 'zset' }, { holders, 'hash' }, { documents, 'hash' }, { fence, 'string' },
})
if not sound then return damaged() end

if leaseFence ~= '' and redis.call('GET', fence) ~= leaseFence then return { 'fenced' } end

local stored = redis.call('HGET', record, 'revision') or '0'
if tonumber(stored) ~= tonumber(revision) - 1 then return { 'stale' } end

local holder = redis.call('HGET', holders, lock)
if stored == '0' and holdsLock and holder and holder ~= id then return { 'taken', holder } end

local refusal = refusalOfHead(trail, head, ARGV[1], ARGV[2])
if refusal then return refusal end

refusal = append(trail, head, entriesAt, entryCount, ARGV[3])
if refusal then return refusal end
redis.call('HSET', record, 'revision', revision, 'record', text)
redis.call('ZADD', all, createdAt, id)
if isOpen then redis.call('ZADD', open, createdAt, id) else redis.call('ZREM', open, id) end
if holdsLock then
  redis.call('HSETNX', holders, lock, id)
elseif holder == id then
  redis.call('HDEL', holders, lock)
end
for i = 0, documentCount - 1 do
  redis.call('HSET', documents, ARGV[documentsAt + i * 2], ARGV[documentsAt + i * 2 + 1])
end
return { 'saved' }
