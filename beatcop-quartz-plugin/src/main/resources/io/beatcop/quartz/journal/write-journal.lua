-- Writes the holder's records of some triggers to the journal, including claims under way.
--
-- KEYS[1] lease     its value is the holder
-- KEYS[2] fires     the journal, a hash: per trigger 'schedule until span span … xENDED', see
--                   FiredSlots; and, without the slash that the field of each trigger has,
--                     since      when the journal was begun, epoch milliseconds
--                     last       'TOKEN NUMBER' of the last write
--                     claims     the claims of the last write
--                     unsettled  claims of earlier terms that their nodes may not know of
--                     withdrawn  those of them that their nodes have taken back
-- KEYS[3] running   a hash of the firings that must run again if their node dies
-- KEYS[4] token     the fencing token of the term, which the lease keeps
-- KEYS[5] exclusive a hash: the nodes that have marks
-- KEYS[6] marks     a hash: the jobs that this node runs, and that no other may run meanwhile
-- ARGV[1] holder
-- ARGV[2] term      the token of this term
-- ARGV[3] number    the number of this write in its term
-- ARGV[4] answered  the highest number that was answered
-- ARGV[5] opening   '1' for the first write of the term, which accepts any state; else '0'
-- ARGV[6] since     the value to set if it is missing, or ''
-- ARGV[7] handled   the value of withdrawn that the holder has obeyed, or ''
-- ARGV[8] claims
-- ARGV[9] unsettled '-' to leave it as it is
-- ARGV[10], ARGV[11] how many triggers, and how many firings begin
-- ARGV[12], ARGV[13] how many of them are marked, and for how many milliseconds
-- ARGV     then field and value of each trigger, of each firing, of each mark; then the firings that
--          have ended
--
-- Replies {'written', seconds, microseconds} by the clock of Redis; {'not-held'}; {'forgotten'} if
-- Redis has lost a write that it acknowledged; {'withdrawn', text} if there is more than was handled;
-- {'late'} if a later write was here before. Only after 'written' is anything written.
--
-- Redis 2.6.12 and newer.
local lease, fires, running, token = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local holder, term, number, answered = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local opening, since, handled, claims, unsettled =
  ARGV[5] == '1', ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local triggers, firings, marked = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])

if redis.call('GET', lease) ~= holder then
  return {'not-held'}
end
-- A write of an earlier term of the same node may arrive in this one: it is refused.
local granted = redis.call('GET', token)
if granted and granted ~= term then
  return {'not-held'}
end

local head = redis.call('HMGET', fires, 'last', 'withdrawn')
local last_term, last_number = string.match(head[1] or '', '^(%d+) (%d+)$')
if last_term == term and tonumber(last_number) >= tonumber(number) then
  return {'late'}
end
if not opening and (last_term ~= term or tonumber(last_number) < tonumber(answered)) then
  return {'forgotten'}
end
local withdrawn = head[2] or ''
if withdrawn ~= '' and withdrawn ~= handled then
  return {'withdrawn', withdrawn}
end

-- A key of another type is an error. It must come before the first write, for nothing undoes that.
local rest = 14 + 2 * (triggers + firings + marked)
if firings > 0 or rest <= #ARGV then
  redis.call('HMGET', running, 'head')
end
if marked > 0 then
  redis.call('HMGET', KEYS[5], holder)
  redis.call('HMGET', KEYS[6], holder)
end

if since ~= '' then
  redis.call('HSETNX', fires, 'since', since)
end
local fields = {'last', term .. ' ' .. number, 'claims', claims}
if unsettled ~= '-' then
  fields[5], fields[6] = 'unsettled', unsettled
end
local at = 14
for i = 1, 2 * triggers do
  fields[#fields + 1] = ARGV[at]
  at = at + 1
end
redis.call('HMSET', fires, unpack(fields))
if withdrawn ~= '' then
  redis.call('HDEL', fires, 'withdrawn')
end
for i = 1, firings do
  redis.call('HSET', running, ARGV[at], ARGV[at + 1])
  at = at + 2
end
if marked > 0 then
  redis.call('HSET', KEYS[5], holder, '')
  for i = 1, marked do
    redis.call('HSET', KEYS[6], ARGV[at], ARGV[at + 1])
    at = at + 2
  end
  redis.call('PEXPIRE', KEYS[6], ARGV[13])
end
for i = at, #ARGV do
  redis.call('HDEL', running, ARGV[i])
end
-- Last, since older servers allow no write after it.
local time = redis.call('TIME')
return {'written', time[1], time[2]}
