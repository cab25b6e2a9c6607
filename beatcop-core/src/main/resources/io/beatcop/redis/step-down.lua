-- Asks the holder to end its term, so that another node takes over.
--
-- KEYS as in acquire.lua
-- ARGV[1] notice    when, who, why
-- ARGV[2] channel   where the nodes listen
--
-- Replies
--   {'asked', holder, token}    the holder finds it when it renews
--   {'free'}                    nobody has the key
--   {'pending', holder}         it has the key, but no term yet that could end
--   {'foreign', holder}         it wrote no term: it is BeatCop 1.0, or something else
-- Each value is cut to 1024 bytes.
--
-- Redis 2.6.12 and newer.
local lease, token, term, step_down = KEYS[1], KEYS[2], KEYS[3], KEYS[5]
local notice, channel = ARGV[1], ARGV[2]

local holder = redis.call('GET', lease)
local last = redis.call('GET', token)
local written = redis.call('GET', term) or ''
local left = math.min(redis.call('PTTL', lease), 86400000)

local function is(state)
  local prefix = state .. ' ' .. (holder or '') .. ' '
  return string.sub(written, 1, #prefix) == prefix
end

if not holder then
  return {'free'}
elseif is('pending') then
  return {'pending', string.sub(holder, 1, 1024)}
elseif not is('held') or not last or #last > 16 or not string.match(last, '^%d+$') then
  return {'foreign', string.sub(holder, 1, 1024)}
end

-- A holder asks every third of a ttl, and has lost the lease after one: three are enough.
redis.call('SET', step_down, last .. ' ' .. notice, 'PX', math.max(3 * left, 1000))
redis.pcall('PUBLISH', channel, 'step-down')
return {'asked', string.sub(holder, 1, 1024), last}
