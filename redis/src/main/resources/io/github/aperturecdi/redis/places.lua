-- Tokens in flight. Times are microseconds of the server's clock, which a double holds exactly.
--
-- KEYS[1]  a sorted set: the request ids by the time when they expire
-- KEYS[2]  a hash: the tokens of each request id with other than one token; under the empty name
--          their exact sum, as one or more numbers
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

-- An exact sum is a list of numbers, the smallest first. Each one is what the next has no digits
-- for, such as the 50 in 50 + 1e100.
local function plus(sum, number)
    local exact = {}
    for _, part in ipairs(sum) do
        local both = number + part
        local of_part = both - number
        local lost = (number - (both - of_part)) + (part - of_part)
        if lost ~= 0 then
            exact[#exact + 1] = lost
        end
        number = both
    end
    if number ~= 0 then
        exact[#exact + 1] = number
    end
    return exact
end

-- The number nearest to an exact sum.
local function nearest(sum)
    local number = 0
    for i = #sum, 1, -1 do
        local both = number + sum[i]
        local lost = sum[i] - (both - number)
        number = both
        if lost ~= 0 then
            -- Halfway between two numbers, the rest of the sum decides.
            local other = number + 2 * lost
            if i > 1 and (sum[i - 1] > 0) == (lost > 0) and other - number == 2 * lost then
                number = other
            end
            break
        end
    end
    return number
end

local function sum_of_amounts()
    local sum = {}
    for part in string.gmatch(redis.call('HGET', amounts, '') or '', '%S+') do
        sum[#sum + 1] = tonumber(part)
    end
    return sum
end

local function write_sum_of_amounts(sum)
    local parts = {}
    for i, part in ipairs(sum) do
        parts[i] = text(part)
    end
    redis.call('HSET', amounts, '', table.concat(parts, ' '))
end

local function forget_amounts(gone)
    local sum = sum_of_amounts()
    local found = false
    for _, id in ipairs(gone) do
        local tokens = redis.call('HGET', amounts, id)
        if tokens then
            found = true
            sum = plus(sum, -tonumber(tokens))
            redis.call('HDEL', amounts, id)
        end
    end
    if found then
        if redis.call('HLEN', amounts) <= 1 then
            redis.call('DEL', amounts)
        else
            write_sum_of_amounts(sum)
        end
    end
end

local function expire()
    local expired = redis.call('ZRANGEBYSCORE', ids, '-inf', text(now))
    if #expired > 0 then
        redis.call('ZREMRANGEBYSCORE', ids, '-inf', text(now))
        forget_amounts(expired)
    end
    if redis.call('ZCARD', ids) == 0 then
        redis.call('DEL', amounts)
    end
end

local function tokens_in_flight()
    local with_amount = math.max(0, redis.call('HLEN', amounts) - 1)
    return nearest(plus(sum_of_amounts(), redis.call('ZCARD', ids) - with_amount))
end

local function add(id, tokens, expiry)
    if redis.call('ZADD', ids, 'NX', text(expiry), id) == 0 then
        return false
    end
    if tokens ~= 1 then
        redis.call('HSET', amounts, id, text(tokens))
        write_sum_of_amounts(plus(sum_of_amounts(), tokens))
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
    local current = tokens_in_flight()
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
