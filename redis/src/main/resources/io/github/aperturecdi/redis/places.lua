-- Tokens in flight. Times are microseconds of the server's clock, which a double holds exactly.
--
-- KEYS[1]  a sorted set: the request ids by the time when they expire
-- KEYS[2]  a hash: the tokens of each request id with other than one token; under the empty name
--          what all of them together have more than one token each
-- KEYS[3]  exists while a flow waits for tokens and has not been told about an end
-- ARGV     take, limit, longest time in flight, request id, tokens, waits (1 or 0)
--          end, request id, channel
--          keep, then a request id, tokens and time left for each
-- returns  take: taken (1 or 0), tokens in flight before, time until the first expiry (-1 for none)
--          end: whether the tokens were in flight (1 or 0)
--          keep: how many were added
if redis.replicate_commands then
    redis.replicate_commands()
end

local ids, amounts, waiters = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function text(number)
    return string.format('%.17g', number)
end

-- Sums of fractions do not drift: they are rounded to billionths.
local function rounded(number)
    if math.abs(number) < 1000000 then
        return math.floor(number * 1000000000 + 0.5) / 1000000000
    end
    return number
end

local function more_than_one_each()
    return tonumber(redis.call('HGET', amounts, '') or '0')
end

local function forget_amounts(gone)
    local more = 0
    for _, id in ipairs(gone) do
        local tokens = redis.call('HGET', amounts, id)
        if tokens then
            more = more + tonumber(tokens) - 1
            redis.call('HDEL', amounts, id)
        end
    end
    if more ~= 0 then
        if redis.call('HLEN', amounts) <= 1 then
            redis.call('DEL', amounts)
        else
            redis.call('HSET', amounts, '', text(rounded(more_than_one_each() - more)))
        end
    end
end

local function expire()
    local expired = redis.call('ZRANGEBYSCORE', ids, '-inf', text(now))
    if #expired > 0 then
        redis.call('ZREMRANGEBYSCORE', ids, '-inf', text(now))
        forget_amounts(expired)
    end
end

local function add(id, tokens, expiry)
    if redis.call('ZADD', ids, 'NX', text(expiry), id) == 0 then
        return false
    end
    if tokens ~= 1 then
        redis.call('HSET', amounts, id, text(tokens))
        redis.call('HSET', amounts, '', text(rounded(more_than_one_each() + tokens - 1)))
    end
    return true
end

local function live_until_the_last_expiry()
    local last = redis.call('ZRANGE', ids, -1, -1, 'WITHSCORES')
    if last[2] then
        local millis = text(math.ceil(tonumber(last[2]) / 1000))
        redis.call('PEXPIREAT', ids, millis)
        redis.call('PEXPIREAT', amounts, millis)
    end
end

local function take(limit, longest, id, tokens, waits)
    expire()
    local count = redis.call('ZCARD', ids)
    if count == 0 then
        redis.call('DEL', amounts)
    end
    local current = rounded(count + more_than_one_each())
    local taken = current < limit
    if taken then
        add(id, tokens, now + longest)
        live_until_the_last_expiry()
    end
    local first = redis.call('ZRANGE', ids, 0, 0, 'WITHSCORES')[2]
    local left = first and tonumber(first) - now or -1
    if waits and not taken and first then
        redis.call('SET', waiters, '1', 'PX', text(math.ceil(left / 1000)))
    end
    return (taken and '1 ' or '0 ') .. text(current) .. ' ' .. text(left)
end

local function give_back(id, channel)
    local expiry = redis.call('ZSCORE', ids, id)
    if not expiry or tonumber(expiry) <= now then
        return '0'
    end
    redis.call('ZREM', ids, id)
    forget_amounts({id})
    if redis.call('DEL', waiters) == 1 then
        redis.call('PUBLISH', channel, ids)
    end
    return '1'
end

local function keep()
    expire()
    local added = 0
    for i = 2, #ARGV, 3 do
        if add(ARGV[i], tonumber(ARGV[i + 1]), now + tonumber(ARGV[i + 2])) then
            added = added + 1
        end
    end
    live_until_the_last_expiry()
    return text(added)
end

if ARGV[1] == 'take' then
    return take(tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1')
elseif ARGV[1] == 'end' then
    return give_back(ARGV[2], ARGV[3])
end
return keep()
