-- KEYS: lock, fence
-- ARGV: 'acquire' | 'renew' | 'release', token, time to live in ms, now in ms
local lock, fence = KEYS[1], KEYS[2]
if ARGV[1] == 'acquire' then
  if not redis.call('SET', lock, ARGV[2], 'NX', 'PX', ARGV[3]) then return false end
  -- Counting begins at the time, so that numbers go on growing after all keys were lost.
  redis.call('SET', fence, ARGV[4], 'NX')
  return redis.call('INCR', fence)
end
if redis.call('GET', lock) ~= ARGV[2] then return 0 end
if ARGV[1] == 'renew' then return redis.call('PEXPIRE', lock, ARGV[3]) end
return redis.call('DEL', lock)
