using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace BookingBench;

/// <summary>Clients with a session each, signed in as people do, who send the product's own forms with their tokens.</summary>
internal sealed partial class Http
{
    private readonly BenchDatabase database;
    private readonly IReadOnlyList<Guid> providers;
    private readonly Standing standing = new();
    private readonly ConcurrentBag<double> milliseconds = [];
    private readonly List<Session> sessions = [];
    private int changed;
    private int refused;
    private int failed;

    private Http(BenchDatabase database, IReadOnlyList<Guid> providers) => (this.database, this.providers) = (database, providers);

    public int Changed => changed;

    public int Refused => refused;

    public int Failed => failed;

    public static async Task<Http> Open(BenchDatabase database, IReadOnlyList<Guid> providers, int clients, Uri address, string password)
    {
        var http = new Http(database, providers);
        for (var client = 0; client < clients; client++)
        {
            http.sessions.Add(await Session.SignIn(address, "coordinator", password));
        }

        return http;
    }

    /// <returns>How many attempts were made.</returns>
    public async Task<int> Do(int attempts, int clients, int seed)
    {
        var left = attempts;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var draw = new Random((seed * 1_000) + client);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await Try(sessions[client], Attempt.Draw(draw, providers));
            }
        })));
        return attempts;
    }

    public double Percentile(double part)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted[(int)(part * (sorted.Count - 1))];
    }

    private async Task Try(Session session, Attempt attempt)
    {
        var visit = attempt.Kind is AttemptKind.Book or AttemptKind.Hold ? null : standing.Choose(attempt.Pick, andForget: attempt.Kind == AttemptKind.Cancel);
        if (visit is not { } chosen)
        {
            var (made, hold) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            List<KeyValuePair<string, string>> form =
            [
                new("Form.VisitId", $"{made}"), new("Form.HoldId", $"{hold}"), new("Form.LocationId", $"{database.Location}"), new("Form.Slot", attempt.Slot), new("Form.PatientId", $"{database.Patient}"),
                new("Form.VisitTypeId", $"{database.VisitTypes[attempt.Type]}"), new("Form.Minutes", $"{attempt.Minutes}"),
            ];
            if (attempt.Kind == AttemptKind.Hold && await Send(session, "/scheduling/book?handler=Hold", form, "Held for you until"))
            {
                // A third each: the patient hangs up, the hold lapses, or it becomes the visit.
                if (attempt.Pick % 3 == 0)
                {
                    await Send(session, "/scheduling/book?handler=LetGo", form, "Hold the time");
                    return;
                }

                if (attempt.Pick % 3 == 1)
                {
                    await database.Lapse(hold);
                    return;
                }
            }

            if (await Send(session, "/scheduling/book", form))
            {
                standing.Add(made);
            }
        }
        else if (attempt.Kind == AttemptKind.Move)
        {
            await Send(session, "/scheduling/change?handler=Move", [
                new("visit", $"{chosen}"), new("version", await database.VersionOf(chosen) ?? "0"), new("location", $"{database.Location}"), new("slot", attempt.Slot)]);
        }
        else
        {
            await Send(session, "/scheduling/change?handler=Cancel", [new("visit", $"{chosen}|{await database.VersionOf(chosen) ?? "0"}")]);
        }
    }

    /// <param name="says">What the page says when it was done; null where the answer leads to the day, with the visit in focus.</param>
    /// <returns>Whether it was done.</returns>
    private async Task<bool> Send(Session session, string path, List<KeyValuePair<string, string>> fields, string? says = null)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await session.Post(path, fields);
        milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        var done = says is not null
            ? answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadAsStringAsync()).Contains(says, StringComparison.Ordinal)
            : answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location?.OriginalString.Contains("#visit-", StringComparison.Ordinal) == true;
        if ((int)answer.StatusCode >= 500)
        {
            Interlocked.Increment(ref failed);
        }
        else if (done)
        {
            Interlocked.Increment(ref changed);
        }
        else if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect)
        {
            Interlocked.Increment(ref refused);
        }
        else
        {
            throw new InvalidOperationException($"{path} answers {(int)answer.StatusCode}: the bench does not send what the product expects.");
        }

        return done;
    }

    private sealed partial class Session(HttpClient http)
    {
        private string token = "";

        public static async Task<Session> SignIn(Uri address, string name, string password)
        {
            var session = new Session(new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) });
            await session.ReadToken("/sign-in");
            using var answer = await session.Post("/sign-in", [new("Form.Name", name), new("Form.Password", password)]);
            await session.ReadToken("/scheduling/visits");
            return answer.StatusCode == HttpStatusCode.Redirect && session.token.Length > 0 ? session : throw new InvalidOperationException($"{name} cannot sign in.");
        }

        public async Task<HttpResponseMessage> Post(string path, List<KeyValuePair<string, string>> fields)
        {
            using var form = new FormUrlEncodedContent([.. fields, new("__RequestVerificationToken", token)]);
            return await http.PostAsync(path, form);
        }

        private async Task ReadToken(string path) => token = RequestToken().Match(await http.GetStringAsync(path)).Groups[1].Value;

        [GeneratedRegex("""<meta name="request-token" content="([^"]*)">""")]
        private static partial Regex RequestToken();
    }
}
