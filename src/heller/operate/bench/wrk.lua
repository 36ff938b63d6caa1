-- Sends each body of a file once; answers other than 200 are counted by wrk itself.
local bodies, place = {}, 0
local counter = 1
function setup(thread)
  thread:set("id", counter)
  counter = counter + 1
end
function init(args)
  local n = 0
  for line in io.lines(args[1]) do
    n = n + 1
    if n % tonumber(args[2]) == id - 1 then
      bodies[#bodies + 1] = wrk.format("POST", "/v1/claims", { ["Content-Type"] = "application/json" }, line)
    end
  end
end
function request()
  place = place + 1
  if place > #bodies then
    return wrk.format("GET", "/v1/bodies-used-up")
  end
  return bodies[place]
end
function done(summary, latency, requests)
  io.write(string.format(
    '{"requests": %d, "duration_us": %d, "p50_us": %d, "p99_us": %d, "status": %d, "socket": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
