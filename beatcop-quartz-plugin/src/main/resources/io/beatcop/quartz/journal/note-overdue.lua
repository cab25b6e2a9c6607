-- Notes for operators what nobody has fired in time. No rule reads it.
--
-- KEYS as in write-journal.lua
-- ARGV[1] until     when the note ends, epoch milliseconds by the clock of Redis
-- ARGV[2] triggers  how many have an overdue time
-- ARGV[3] since     the earliest of these times, epoch milliseconds
-- ARGV[4] words     the first trigger, and the cause
--
-- Replies {'noted'}. The field 'overdue' of the journal is then 'UNTIL TRIGGERS SINCE WORDS'. Needs no
-- lease: a node that waits tells of a holder that fires nothing.
--
-- Redis 2.6.12 and newer.
redis.call('HSET', KEYS[2], 'overdue', table.concat(ARGV, ' '))
return {'noted'}
