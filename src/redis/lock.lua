-- KEYS: lock, fence
-- ARGV: 'acquire' | 'renew' | 'release', token, time to live in ms, now in ms
local lock, fence = KEYS[1], KEYS[2]
if ARGV[1] == 'acquire' then
  -- Whoever holds it has said until when; what lives longer than that is nobody's.
  local left = redis.call('PTTL', lock)
  if left == -1 or left > tonumber(ARGV[3]) then redis.call('DEL', lock) end
  if not redis.call('SET', lock, ARGV[2], 'NX', 'PX', ARGV[3]) then return false end
  -- Counting begins at the time, so that numbers go on growing after all keys were lost, or when what is there is no number.
  local counted = redis.call('TYPE', fence).ok == 'string' and redis.call('GET', fence) or ''
  if not string.match(counted, '^%d+$') or #counted > 15 then redis.call('SET', fence, ARGV[4]) end
  return redis.call('INCR', fence)
end
if redis.call('GET', lock) ~= ARGV[2] then return 0 end
if ARGV[1] == 'renew' then return redis.call('PEXPIRE', lock, ARGV[3]) end
return redis.call('DEL', lock)
