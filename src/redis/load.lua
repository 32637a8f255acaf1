-- A record with the trail entries about it. KEYS: record, list of its entries, trail
local found = redis.call('HMGET', KEYS[1], 'revision', 'record')
local entries = {}
for _, seq in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  local entry = redis.call('XRANGE', KEYS[3], seq .. '-0', seq .. '-0')[1]
  table.insert(entries, entry or { seq .. '-0', {} })
end
return { found[1], found[2], entries }
