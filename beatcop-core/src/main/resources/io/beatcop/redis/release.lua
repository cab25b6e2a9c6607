-- Gives the lease up, if this campaign has it, and wakes the nodes that wait for it.
--
-- KEYS[1] lease, KEYS[2] token, KEYS[3] term, KEYS[6] history: as in acquire.lua
-- ARGV[1] holder, ARGV[2] campaign: as in acquire.lua
-- ARGV[3] channel   where the waiting nodes listen, or '' to wake nobody
-- ARGV[4] at        as in acquire.lua
--
-- Replies {'released'}, whether there was anything to release or not.
--
-- Redis 2.6.12 and newer.
local lease, token, term = KEYS[1], KEYS[2], KEYS[3]
-- As in acquire.lua.
local history = KEYS[6] or ARGV[#ARGV - 2]
local holder, campaign, channel, at = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local written = redis.call('GET', term)
local signature = holder .. ' ' .. campaign .. ' '
local held, pending = 'held ' .. signature, 'pending ' .. signature
local was_held = written and string.sub(written, 1, #held) == held
local was_pending = written and string.sub(written, 1, #pending) == pending

if redis.call('GET', lease) ~= holder or (written and not was_held and not was_pending) then
  return {'released'}
end

redis.call('DEL', lease)
-- Only a term that was held proves that no earlier holder is left that acts.
if was_held then
  redis.call('SET', term, 'released')
  local last = redis.pcall('GET', token)
  last = type(last) == 'string' and #last <= 16 and string.match(last, '^%d+$') or '-'
  redis.pcall('LPUSH', history, table.concat({'released', last, holder, at}, ' '))
  redis.pcall('LTRIM', history, 0, 199)
end
if channel ~= '' then
  -- An ACL may forbid this: then the others find out when the key would have expired.
  redis.pcall('PUBLISH', channel, holder)
end
return {'released'}
