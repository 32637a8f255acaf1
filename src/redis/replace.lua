-- Compare and set one field of a hash. KEYS: hash
-- ARGV: field, the text that is expected there or '' for none, the new text
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
