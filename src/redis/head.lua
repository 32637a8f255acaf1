-- KEYS: trail, head
local seq, hash = headOf(KEYS[1], KEYS[2])
if not seq then return damaged(hash) end
return { 'head', seq, hash }
