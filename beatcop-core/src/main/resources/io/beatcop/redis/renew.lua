-- Extends the lease, if this campaign still holds it.
--
-- KEYS[1] lease, KEYS[2] token, KEYS[3] term: as in acquire.lua
-- ARGV[1] holder, ARGV[2] ttl, ARGV[3] campaign, ARGV[4] number: as in acquire.lua
-- ARGV[5] granted   the token of this term
--
-- Replies
--   {'granted', token, term, ''}
--   {'gone'}                                the key is missing, or is another campaign's
--   {'held', holder, pttl, term, token}     as in acquire.lua
--
-- Redis 2.6.12 and newer.
local lease, token, term = KEYS[1], KEYS[2], KEYS[3]
local holder, ttl, campaign, number, granted = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local current = redis.call('GET', lease)
local last = redis.call('GET', token)
local written = redis.call('GET', term)

local function is_term_of(owner)
  local held, pending = 'held ' .. owner .. ' ', 'pending ' .. owner .. ' '
  return written
    and (string.sub(written, 1, #held) == held or string.sub(written, 1, #pending) == pending)
end

if current and current ~= holder then
  -- A value that was set by hand wrote no term: the end of its key is not the end of the term.
  local theirs = is_term_of(current) and written or ''
  return {'held', current, redis.call('PTTL', lease), theirs, last or ''}
end

-- A term that is missing was evicted and is written anew; another one is a later campaign's.
local mine = 'held ' .. holder .. ' ' .. campaign .. ' '
if not current or (written and string.sub(written, 1, #mine) ~= mine) then
  return {'gone'}
end

redis.call('PEXPIRE', lease, ttl)
if not last or tonumber(last) < tonumber(granted) then
  redis.call('SET', token, granted)
end
redis.call('SET', term, mine .. number)
return {'granted', granted, mine .. number, ''}
