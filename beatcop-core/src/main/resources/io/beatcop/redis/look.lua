-- Looks at the lease, and changes nothing.
--
-- KEYS[1] lease, KEYS[2] token, KEYS[3] term: as in acquire.lua
--
-- Replies {holder, pttl, term, token}; '' for a missing value; pttl in milliseconds, -1 for a key
-- that never expires, -2 for no key. Each value is cut to 1024 bytes.
--
-- Redis 2.6.12 and newer.
local lease, token, term = KEYS[1], KEYS[2], KEYS[3]

local function text(key)
  return string.sub(redis.call('GET', key) or '', 1, 1024)
end

return {
  text(lease),
  -- Before 2.8 a missing key answers -1 too; the empty holder tells them apart.
  redis.call('PTTL', lease),
  text(term),
  text(token)
}
