-- Writes the whole schedule to a Redis that has lost it, some items at a time.
--
-- KEYS[1] lease     its value is the holder
-- KEYS[2], KEYS[3], KEYS[4] as in write-schedule.lua
-- KEYS[5] restored  the schedule in the making, a hash like it
-- KEYS[6] token     the fencing token of the term, which the lease keeps
-- ARGV[1] holder
-- ARGV[2] term      the token of this term
-- ARGV[3] step      'begin', 'add', or 'end'
-- ARGV[4] found     the head that Redis had instead, '' for none
-- ARGV[5] head      the version to be, 'NUMBER CHANGE'
-- ARGV[6] channel   where other nodes listen
-- ARGV     then field and value of each item
--
-- Replies {'restored'}; {'not-held'}; {'elsewhere'} if the head is another by now: begin anew.
-- Nobody sees any of it before the end.
--
-- Redis 2.6.12 and newer.
local lease, schedule, changes, restored, token = KEYS[1], KEYS[2], KEYS[3], KEYS[5], KEYS[6]

local granted = redis.call('GET', token)
if redis.call('GET', lease) ~= ARGV[1] or (granted and granted ~= ARGV[2]) then
  return {'not-held'}
end
if (redis.call('HGET', schedule, 'head') or '') ~= ARGV[4] then
  return {'elsewhere'}
end
if ARGV[3] == 'begin' then
  redis.call('DEL', restored)
end
for i = 7, #ARGV, 2 do
  redis.call('HSET', restored, ARGV[i], ARGV[i + 1])
end
if ARGV[3] == 'end' then
  redis.call('HSET', restored, 'head', ARGV[5])
  redis.call('RENAME', restored, schedule)
  redis.call('DEL', changes)
  redis.call('RPUSH', changes, ARGV[5] .. '\n!')
  redis.pcall('PUBLISH', ARGV[6], ARGV[5])
end
return {'restored'}
