-- Notes from when on the times of triggers are to be fired that the journal does not know yet.
--
-- KEYS[1] lease, KEYS[2] fires: as in claim.lua
-- ARGV[1] holder
-- ARGV     then of each trigger: its field, its schedule, and the time before its first one
--
-- Replies {'not-held'} or {'begun'}.
--
-- Redis 2.6.12 and newer.
local lease, fires = KEYS[1], KEYS[2]
local holder = ARGV[1]

if redis.call('GET', lease) ~= holder then
  return {'not-held'}
end

for i = 2, #ARGV, 3 do
  redis.call('HSETNX', fires, ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2])
end
return {'begun'}
