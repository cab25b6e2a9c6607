-- Notes how far the holder is with some triggers, or the last run of some jobs.
--
-- KEYS[1] lease     its value is the holder
-- KEYS[2] schedule, KEYS[3] changes, KEYS[4] progress: as in write-schedule.lua
-- KEYS[5] restored  (not touched)
-- KEYS[6] token     the fencing token of the term
-- ARGV[1] holder
-- ARGV[2] term      the token of this term
-- ARGV     then for each trigger or job its field, the version that brought it, and the note
--
-- Replies {'noted'}; {'not-held'}. A note of what was stored anew meanwhile is left
-- out. Nothing rests on it but the first guess of the next holder: the journal knows what was fired.
--
-- Redis 2.6.12 and newer.
local lease, schedule, progress, token = KEYS[1], KEYS[2], KEYS[4], KEYS[6]

local granted = redis.call('GET', token)
if redis.call('GET', lease) ~= ARGV[1] or (granted and granted ~= ARGV[2]) then
  return {'not-held'}
end
for i = 3, #ARGV, 3 do
  local entry = redis.call('HGET', schedule, ARGV[i])
  if entry and string.match(entry, '^%d+') == ARGV[i + 1] then
    redis.call('HSET', progress, ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2])
  end
end
return {'noted'}
