-- KEYS: trail, head, then the lists of the requests the entries are about
-- ARGV: expected seq, expected hash, new hash, number of entries, the entries
local refusal = refusalOfHead(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
if refusal then return refusal end
if not listsAreLists(3) then return damaged() end
return append(KEYS[1], KEYS[2], 5, tonumber(ARGV[4]), ARGV[3]) or { 'saved' }
