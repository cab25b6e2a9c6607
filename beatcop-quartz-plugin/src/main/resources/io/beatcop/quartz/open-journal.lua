-- Reads the whole journal at the beginning of a term, and notes since when there is one.
--
-- KEYS[1] lease, KEYS[2] fires, KEYS[3] running: as in claim.lua
-- ARGV[1] holder
-- ARGV[2] now       epoch milliseconds
--
-- Replies {'not-held'}, or {'open', since, n, then n times trigger and value, then firing and
-- details to the end}. since is '' if there was no journal before.
--
-- Redis 2.6.12 and newer.
local lease, fires, running = KEYS[1], KEYS[2], KEYS[3]
local holder, now = ARGV[1], ARGV[2]

if redis.call('GET', lease) ~= holder then
  return {'not-held'}
end

-- The field 'since' has no slash, which the field of every trigger has.
local since = redis.call('HGET', fires, 'since') or ''
if since == '' then
  redis.call('HSET', fires, 'since', now)
end

local reply = {'open', since, ''}
local function add(hash, skipped)
  local fields = redis.call('HGETALL', hash)
  local added = 0
  for i = 1, #fields, 2 do
    if fields[i] ~= skipped then
      reply[#reply + 1] = fields[i]
      reply[#reply + 1] = fields[i + 1]
      added = added + 1
    end
  end
  return added
end

reply[3] = add(fires, 'since')
add(running)
return reply
