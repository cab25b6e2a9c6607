-- Tells an operator what nobody has fired in time, as a node has noted it, and changes nothing.
--
-- KEYS[1] lease     only routes
-- KEYS[2] fires     the journal of the Quartz plugin: its field 'overdue' is 'UNTIL TRIGGERS SINCE WORDS'
--
-- Replies {note}, cut to 1024 bytes; {''} if there is none, it has ended, or a right is missing.
--
-- Redis 2.6.12 and newer.
local read = redis.pcall('HMGET', KEYS[2], 'overdue')
local note = not read.err and read[1] or ''
local ends = tonumber(string.match(note, '^%d+') or '0')
-- Most leases have no journal. Their operators need no right to TIME.
local time = ends > 0 and redis.pcall('TIME')
if not time or time.err or ends < time[1] * 1000 then
  note = ''
end
return {string.sub(note, 1, 1024)}
