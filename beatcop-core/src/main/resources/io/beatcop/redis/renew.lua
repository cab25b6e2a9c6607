-- Extends the lease, if this campaign still holds it.
--
-- KEYS[1] lease, KEYS[2] token, KEYS[3] term, KEYS[4] paused, KEYS[6] history, KEYS[8] renewed: as
-- in acquire.lua
-- KEYS[5] step-down the token of the term that is asked to end, who asks, and why
-- ARGV[1] holder, ARGV[2] ttl, ARGV[3] campaign, ARGV[4] number: as in acquire.lua
-- ARGV[5] granted   the token of this term
-- ARGV[6] at        as in acquire.lua
--
-- Replies
--   {'granted', token, term, '', leave}     leave '' unless the holder is asked to leave: 'paused'
--                                           or 'step-down', and the notice
--   {'gone'}                                the key is missing, or belongs to another campaign
--   {'held', holder, pttl, term, token}     as in acquire.lua
-- A token or a term that is none is written anew: the holder knows both.
--
-- Redis 2.6.12 and newer.
-- As in acquire.lua.
local function key(i)
  return KEYS[i] or ARGV[#ARGV - 8 + i]
end

local lease, token, term = KEYS[1], KEYS[2], KEYS[3]
local paused, step_down, history, renewed = key(4), key(5), key(6), key(8)
local holder, ttl, campaign, number, granted = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local at = ARGV[6]

-- As in acquire.lua.
local function counted(text)
  if type(text) == 'string' and #text <= 16 and string.match(text, '^%d+$')
    and tonumber(text) < 9007199254740991 then
    return text
  end
end

-- One command reads it all, if there is a right to it. What it does not find may be a value of another
-- type, or in a slot that moves, so the keys of the rules are then asked for one by one.
local read = redis.pcall('MGET', lease, token, term, paused, step_down)
local current = read[1] or redis.call('GET', lease)
local last = counted(read[2] or redis.pcall('GET', token))
local written = read[3] or redis.pcall('GET', term)
written = type(written) == 'string' and written

local function is_term_of(owner)
  local held, pending = 'held ' .. owner .. ' ', 'pending ' .. owner .. ' '
  return written
    and (string.sub(written, 1, #held) == held or string.sub(written, 1, #pending) == pending)
end

if current and current ~= holder then
  -- A value that was set by hand wrote no term: the end of its key is not the end of the term.
  local theirs = is_term_of(current) and #written <= 1024 and written or ''
  return {'held', string.sub(current, 1, 1024), redis.call('PTTL', lease), theirs, last or ''}
end

-- A missing term was evicted, and is written anew. Another term is a later campaign's. But if the
-- last token is not this term's, then this renewal is late, and the evicted term was another one.
local mine = 'held ' .. holder .. ' ' .. campaign .. ' '
local is_mine = last == granted
if written then
  is_mine = string.sub(written, 1, #mine) == mine
end
if not current or not is_mine then
  return {'gone'}
end

redis.call('PEXPIRE', lease, ttl)
-- A text that is no token, or is too great (as in acquire.lua), was not written by a lease.
local is_token = last and string.match(last, '^%d+$') and tonumber(last) < 9007199254740992
if not is_token or tonumber(last) < tonumber(granted) then
  redis.call('SET', token, granted)
  -- When the term began, the history got the token that this member alone would have granted.
  local began = redis.pcall('LINDEX', history, 0)
  local rest = type(began) == 'string' and string.match(began, '^granted %d+ (.*)$')
  if rest and string.sub(rest, 1, #holder + 1) == holder .. ' ' then
    redis.pcall('LSET', history, 0, 'granted ' .. granted .. ' ' .. rest)
  end
end
local noted = redis.pcall('MSET', term, mine .. number, renewed, at)
if noted.err then
  redis.call('SET', term, mine .. number)
  redis.pcall('SET', renewed, at)
end

local pause, request = read[4], read[5]
if read.err then
  pause, request = redis.pcall('GET', paused), redis.pcall('GET', step_down)
end
local leave = ''
if type(pause) == 'string' then
  leave = 'paused ' .. string.sub(pause, 1, 1024)
elseif type(request) == 'string' then
  -- An operator knows the token that is stored here; that of a quorum may be another (L10).
  local asked, notice = string.match(request, '^(%d+) (.*)$')
  if asked and (asked == granted or asked == last) then
    leave = 'step-down ' .. string.sub(notice, 1, 1024)
  end
end
return {'granted', granted, mine .. number, '', leave}
