-- Puts a request back on the lists it belongs on, unless it has changed since. KEYS: record, open, all, holders
-- ARGV: id, revision, created at, 'open' or '', 'holds' or '', lock
local record, open, all, holders = unpack(KEYS)
local id, revision, createdAt, lock = ARGV[1], ARGV[2], ARGV[3], ARGV[6]
if redis.call('HGET', record, 'revision') ~= revision then return 0 end
redis.call('ZADD', all, 'NX', createdAt, id)
if ARGV[4] == 'open' then redis.call('ZADD', open, 'NX', createdAt, id) end
if ARGV[5] == 'holds' then redis.call('HSETNX', holders, lock, id) end
return 1
