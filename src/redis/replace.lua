-- Compare and set one field of a hash; what is none gives its place. KEYS: hash
-- ARGV: field, the text that is expected there or '' for none, the new text
local is = redis.call('TYPE', KEYS[1]).ok
if is ~= 'hash' and is ~= 'none' then
  if ARGV[2] ~= '' then return 0 end
  redis.call('DEL', KEYS[1])
end
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
