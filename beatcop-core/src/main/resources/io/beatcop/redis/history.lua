-- Tells an operator what was written about the latest terms, and changes nothing.
--
-- KEYS as in acquire.lua
--
-- Replies {holder, token, renewed, entry…}, '' for what is missing, the latest entry first:
--   'granted TOKEN HOLDER AT ENDED RENEWED'  ENDED is how the term before ended: 'released',
--                                            'expired' (it had been seen to run out), 'unknown',
--                                            'again' (it was the same node's, which began anew);
--                                            RENEWED when it was granted or renewed last, or '-'
--   'released TOKEN HOLDER AT'
--
-- Redis 2.6.12 and newer.
local lease, token, history, renewed = KEYS[1], KEYS[2], KEYS[6], KEYS[8]

local reply = {
  redis.call('GET', lease) or '',
  redis.call('GET', token) or '',
  redis.call('GET', renewed) or ''
}
for _, entry in ipairs(redis.call('LRANGE', history, 0, -1)) do
  table.insert(reply, entry)
end
return reply
