-- Tells a Redis that may have lost its memory what was fired in a term that is over.
--
-- KEYS as in write-journal.lua
-- ARGV     field and value of each trigger
--
-- Replies {'remembered', how many were missing}. Needs no lease: it adds what is missing, and what
-- was fired stays fired.
--
-- Redis 2.6.12 and newer.
local fires = KEYS[2]

local missing = 0
for i = 1, #ARGV, 2 do
  missing = missing + redis.call('HSETNX', fires, ARGV[i], ARGV[i + 1])
end
return {'remembered', missing}
