-- Takes a lock from the request that holds it. KEYS: holders. ARGV: lock, id
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])
