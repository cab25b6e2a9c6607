-- Removes fields of the journal: triggers that are gone, and firings that have ended.
--
-- KEYS as in write-journal.lua
-- ARGV[1]  how many triggers
-- ARGV     then the triggers, then the firings
--
-- Replies {'tidied'}. Needs no lease: a trigger or a firing that has ended stays ended.
--
-- Redis 2.6.12 and newer.
local fires, running = KEYS[2], KEYS[3]
local triggers = tonumber(ARGV[1])

for i = 2, #ARGV do
  redis.call('HDEL', i <= triggers + 1 and fires or running, ARGV[i])
end
return {'tidied'}
