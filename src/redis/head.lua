-- KEYS: trail, head, open, all, holders, documents
local others = { { KEYS[3], 'zset' }, { KEYS[4], 'zset' }, { KEYS[5], 'hash' }, { KEYS[6], 'hash' } }
for _, pair in ipairs(others) do
  if not typesAre({ pair }) then return { 'foreign', pair[1] } end
end
local seq, hash = headOf(KEYS[1], KEYS[2])
if not seq then return damaged(hash) end
return { 'head', seq, hash }
