-- Tells an operator all about the lease, and changes nothing.
--
-- KEYS as in acquire.lua
--
-- Replies {holder, pttl, term, token, paused, its pttl, step-down, renewed, waiting…}; '' for what is
-- missing, pttl in milliseconds, -1 for a key that never expires; of each that waits its name and
-- the epoch milliseconds at which it asked last, the latest first.
--
-- Redis 2.6.12 and newer.
local lease, token, term, paused, step_down = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local waiting, renewed = KEYS[7], KEYS[8]

local reply = {
  redis.call('GET', lease) or '',
  -- Before 2.8 a missing key answers -1 too; the empty value tells them apart.
  redis.call('PTTL', lease),
  redis.call('GET', term) or '',
  redis.call('GET', token) or '',
  redis.call('GET', paused) or '',
  redis.call('PTTL', paused),
  redis.call('GET', step_down) or '',
  redis.call('GET', renewed) or ''
}
for _, word in ipairs(redis.call('ZREVRANGE', waiting, 0, -1, 'WITHSCORES')) do
  table.insert(reply, word)
end
return reply
