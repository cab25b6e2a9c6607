-- Reads the journal's values of some triggers, and changes nothing.
--
-- KEYS as in write-journal.lua
-- ARGV[1] holder    or '' to look without the lease
-- ARGV     then the fields of the triggers
--
-- Replies {'not-held'}, or {'read', since, claims, unsettled, withdrawn, seconds, microseconds, then a
-- value for each trigger}; '' for a missing value, and for one that is too long to be a node's.
--
-- Redis 2.6.12 and newer.
local lease, fires = KEYS[1], KEYS[2]
local longest = 65536

if ARGV[1] ~= '' and redis.call('GET', lease) ~= ARGV[1] then
  return {'not-held'}
end

local function text(value, most)
  return value and #value <= most and value or ''
end

local head = redis.call('HMGET', fires, 'since', 'claims', 'unsettled', 'withdrawn')
local reply = {'read', text(head[1], 20)}
for i = 2, 4 do
  reply[#reply + 1] = text(head[i], 16 * longest)
end
local time = redis.call('TIME')
reply[#reply + 1] = time[1]
reply[#reply + 1] = time[2]
if #ARGV > 1 then
  for _, value in ipairs(redis.call('HMGET', fires, unpack(ARGV, 2))) do
    reply[#reply + 1] = text(value, longest)
  end
end
return reply
