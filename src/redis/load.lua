-- A record, with the entries of the trail that the caller has not seen.
-- KEYS: record, list of the numbers of its entries, trail
-- ARGV: number of the first entry that is wanted, or '' for the first that is about this record; most entries, most bytes of one, of all
local found = redis.call('HMGET', KEYS[1], 'revision', 'record')
local first = tonumber(redis.call('LINDEX', KEYS[2], 0) or '')
local from = tonumber(ARGV[1]) or first
local count, largest, most = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local entries, more = {}, ''
if from then entries, more = readable('XRANGE', KEYS[3], string.format('%d-0', from), '+', count, largest, most) end
return { found[1], found[2], first and string.format('%d', first) or false, entries, more }
