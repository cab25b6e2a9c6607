-- Takes the lease if it is free, or keeps it if this campaign has it already.
--
-- KEYS[1] lease     its value is the holder, as in BeatCop 1.0
-- KEYS[2] token     the last fencing token that was granted
-- KEYS[3] term      'held H C N', 'pending H C N S' or 'released': the term written last;
--                   S is the number of the request that took the pending key; C is campaign.start
-- KEYS[4] paused    while it exists nobody is granted the lease: who paused it, and why
-- KEYS[5] step-down (not touched)
-- KEYS[6] history, KEYS[7] waiting, KEYS[8] renewed: written for operators; no rule reads them. An
--                   ACL may forbid it, and no lease depends on it, so only by pcall
-- ARGV[1] holder    H
-- ARGV[2] ttl       in milliseconds
-- ARGV[3] campaign  C: this holder's campaigns are numbered upwards; after a dot, in hexadecimal,
--                   what is new for each start, since another node may start under the same name
-- ARGV[4] number    N: no two requests of a holder share one, so a term names one request
-- ARGV[5] floor     the least token to grant
-- ARGV[6] evidence  a term that has run out, or ''
-- ARGV[7] served    S, if this campaign has waited for a ttl since it learned of S, or ''
-- ARGV[8] trust     '1' if the lease is free whenever its key is missing, else '0'
-- ARGV[9] at        the asker's epoch milliseconds, for operators
--
-- Replies
--   {'granted', token, term, uptime}        uptime of the server in seconds, or '' if it won't tell
--   {'pending', S, token}                   the holder has the key, but must not act yet
--   {'held', holder, pttl, term, token}     pttl in milliseconds, -1 for a key that never expires;
--                                           term '' unless it is this holder's
--   {'paused', pttl, notice}                pttl in milliseconds, -1 for a pause without an end
--   {'foreign', token}                      the value of the token key is no token
-- Each value is cut to 1024 bytes: no more is ever needed, and anybody may have written more.
--
-- Redis 2.6.12 and newer.
-- The first three keys always exist. In a Redis Cluster the others come after the arguments: it
-- refuses each script that declares a missing key while the slot moves (TRYAGAIN).
local function key(i)
  return KEYS[i] or ARGV[#ARGV - 8 + i]
end

local lease, token, term, paused = KEYS[1], KEYS[2], KEYS[3], key(4)
local history, waiting, renewed = key(6), key(7), key(8)
local holder, ttl, number = ARGV[1], ARGV[2], ARGV[4]
local campaign, start = string.match(ARGV[3], '^(%d+)%.?(%x*)$')
local floor, evidence, served, trust, at = ARGV[5], ARGV[6], ARGV[7], ARGV[8] == '1', ARGV[9]

-- A token that allows a next one: the scripts count in doubles, which are exact below 2^53.
local function counted(text)
  if type(text) == 'string' and #text <= 16 and string.match(text, '^%d+$')
    and tonumber(text) < 9007199254740991 then
    return text
  end
end

-- One command reads it all, if there is a right to it. What it does not find may be a value of another
-- type, or in a slot that moves, so the keys of the rules are then asked for one by one.
local read = redis.pcall('MGET', lease, token, term, paused)
local current = read[1] or redis.call('GET', lease)
local stored = read[2] or redis.call('GET', token)
local last = counted(stored)
local written = read[3] or redis.call('GET', term)

-- The campaign that wrote the term in this state, if it was one of this owner's, and its start.
local function campaign_of(state, owner)
  local prefix = state .. ' ' .. owner .. ' '
  if written and string.sub(written, 1, #prefix) == prefix then
    local number_of, start_of = string.match(string.sub(written, #prefix + 1), '^(%d+)%.?(%x*)')
    return tonumber(number_of), start_of
  end
end

local held_by, held_start = campaign_of('held', holder)
local pending_by, pending_start = campaign_of('pending', holder)
-- Another node, or this one before a restart: it has the same name, but may still act.
local is_other_start = (held_start or pending_start or start) ~= start

-- A waiting node asks about once per ttl: one that did not for three ttls has gone. Each new one clears
-- up, and each node at every fourth request.
local function wait()
  local added = redis.pcall('ZADD', waiting, at, holder)
  if added == 1 or number % 4 == 0 then
    redis.pcall('ZREMRANGEBYSCORE', waiting, '-inf', string.format('%.0f', at - 3 * ttl))
    redis.pcall('ZREMRANGEBYRANK', waiting, 0, -257)
    redis.pcall('PEXPIRE', waiting, 9 * ttl)
  end
end

local function other()
  -- A value that was set by hand wrote no term: the end of its key is not the end of the term.
  local theirs = campaign_of('held', current) or campaign_of('pending', current)
  theirs = theirs and #written <= 1024
  local shown = string.sub(current, 1, 1024)
  return {'held', shown, redis.call('PTTL', lease), theirs and written or '', last or ''}
end

if current and (current ~= holder or is_other_start) then
  wait()
  return other()
end

-- A late request of an earlier campaign must not touch a later one.
if current and math.max(held_by or 0, pending_by or 0) > tonumber(campaign) then
  return other()
end

-- A node that asks does not hold the lease, even if it has the key: a lost grant is not repeated.
local notice = read[4]
if read.err then
  notice = redis.pcall('GET', paused)
end
if type(notice) == 'string' then
  wait()
  return {'paused', redis.call('PTTL', paused), string.sub(notice, 1, 1024)}
end

-- Counting on from a value that is no token would grant one token twice, or none at all.
if stored and not last then
  return {'foreign', string.sub(stored, 1, 1024)}
end

-- Lua counts in doubles: from 2^53 on, a token and the next one are the same.
if tonumber(floor) >= 9007199254740992 then
  return {'foreign', floor}
end

redis.pcall('ZREM', waiting, holder)

local granted, since, ended
if current then
  -- Only an unbroken possession counts as a wait: if the key was gone, another may have had it.
  since = pending_by == tonumber(campaign) and string.match(string.sub(written, -15), '%d+$')
  -- Without the last token it can't be the same as before: a late request would revive an old one.
  granted = (held_by and (last or trust)) or (since and since == served)
  ended = held_by and 'again' or 'unknown'
  redis.call('PEXPIRE', lease, ttl)
else
  local run_out = evidence ~= '' and written == evidence
  granted = trust or (last and (written == 'released' or run_out))
  ended = written == 'released' and 'released' or run_out and 'expired' or 'unknown'
  redis.call('SET', lease, holder, 'NX', 'PX', ttl)
end

local signature = ' ' .. holder .. ' ' .. ARGV[3] .. ' ' .. number
if not granted then
  since = since or number
  redis.call('SET', term, 'pending' .. signature .. ' ' .. since)
  return {'pending', since, last or ''}
end

-- A campaign has one token, however often it asks; a new one gets a greater one.
if not last or held_by ~= tonumber(campaign) or not current then
  last = string.format('%.0f', math.max((tonumber(last) or 0) + 1, tonumber(floor)))
  redis.call('SET', token, last)
  local before = redis.pcall('GET', renewed)
  before = counted(before) or '-'
  redis.pcall('LPUSH', history, table.concat({'granted', last, holder, at, ended, before}, ' '))
  redis.pcall('LTRIM', history, 0, 199)
end
redis.pcall('SET', renewed, at)
redis.call('SET', term, 'held' .. signature)

-- Last, since older servers allow no write after it; an ACL may forbid it.
local server = redis.pcall('INFO', 'server')
local uptime = type(server) == 'string' and string.match(server, 'uptime_in_seconds:(%-?%d+)')
return {'granted', last, 'held' .. signature, uptime or ''}
