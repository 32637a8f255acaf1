-- KEYS: trail
-- ARGV: command, first and last id in its order, most entries, most bytes of one, most bytes of all
local command, from, to, count, largest, most = unpack(ARGV)
local found, more = readable(command, KEYS[1], from, to, tonumber(count), tonumber(largest), tonumber(most))
return { found, more }
