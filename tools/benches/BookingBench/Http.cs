using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace BookingBench;

/// <summary>Clients with a session each, signed in as people do, who send the product's own forms with their tokens.</summary>
internal sealed partial class Http
{
    private static readonly string[] CallOutcomes = ["confirmed", "no-answer", "confirmed", "left-message"];

    private readonly BenchDatabase database;
    private readonly IReadOnlyList<Guid> providers;
    private readonly Standing standing = new();
    private readonly ConcurrentBag<double> milliseconds = [];
    private readonly ConcurrentBag<(Guid Series, IReadOnlyList<Guid> Visits)> series = [];
    private readonly ConcurrentDictionary<(AttemptKind Kind, bool Done), int> counted = [];
    private readonly List<Session> sessions = [];
    private int failed;
    private int lostHolds;

    private Http(BenchDatabase database, IReadOnlyList<Guid> providers) => (this.database, this.providers) = (database, providers);

    /// <summary>Answers that are 5xx.</summary>
    public int Failed => failed;

    /// <summary>Times that were held, and then could not be booked from the hold.</summary>
    public int LostHolds => lostHolds;

    public int Requests => milliseconds.Count;

    /// <summary>Every series that was asked for, whatever became of it.</summary>
    public IReadOnlyCollection<(Guid Series, IReadOnlyList<Guid> Visits)> Series => series;

    public static async Task<Http> Open(BenchDatabase database, IReadOnlyList<Guid> providers, int clients, Uri address, string password)
    {
        var http = new Http(database, providers);
        for (var client = 0; client < clients; client++)
        {
            http.sessions.Add(await Session.SignIn(address, "coordinator", password));
        }

        return http;
    }

    /// <summary>How many attempts of this kind were done, or refused.</summary>
    public int Count(AttemptKind kind, bool done) => counted.GetValueOrDefault((kind, done));

    /// <summary>What was measured until now was to warm up.</summary>
    public void Forget()
    {
        milliseconds.Clear();
        counted.Clear();
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

    /// <summary>Where nothing stands yet that could be moved, confirmed or cancelled, one is booked.</summary>
    private async Task Try(Session session, Attempt attempt)
    {
        var rest = attempt.Kind == AttemptKind.CancelRest ? standing.ChooseRest(attempt.Pick) : null;
        var visit = attempt.Kind is AttemptKind.Move or AttemptKind.Confirm or AttemptKind.Cancel ? standing.Choose(attempt.Pick, andForget: attempt.Kind == AttemptKind.Cancel) : null;
        var (kind, done) = (attempt.Kind, rest, visit) switch
        {
            (AttemptKind.CancelRest, { } chosen, _) => (AttemptKind.CancelRest, await CancelRest(session, chosen)),
            (AttemptKind.Move, _, { } chosen) => (AttemptKind.Move, await Move(session, chosen, attempt)),
            (AttemptKind.Confirm, _, { } chosen) => (AttemptKind.Confirm, await Confirm(session, chosen, attempt)),
            (AttemptKind.Cancel, _, { } chosen) => (AttemptKind.Cancel, await Cancel(session, chosen)),
            (AttemptKind.Series, _, _) => (AttemptKind.Series, await BookSeries(session, attempt)),
            (AttemptKind.Hold, _, _) => (AttemptKind.Hold, await Hold(session, attempt)),
            _ => (AttemptKind.Book, await Book(session, Guid.CreateVersion7(), Guid.CreateVersion7(), attempt)),
        };
        counted.AddOrUpdate((kind, done), 1, (_, before) => before + 1);
    }

    private async Task<bool> Book(Session session, Guid visit, Guid hold, Attempt attempt)
    {
        using var answer = await Send(session, "/scheduling/book", BookForm(visit, hold, attempt));
        if (!LeadsTo(answer, "#visit-"))
        {
            return false;
        }

        standing.Add(visit);
        return true;
    }

    private async Task<bool> Hold(Session session, Attempt attempt)
    {
        var (visit, hold) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using (var answer = await Send(session, "/scheduling/book?handler=Hold", BookForm(visit, hold, attempt)))
        {
            if (!(await answer.Content.ReadAsStringAsync()).Contains("Held for you until", StringComparison.Ordinal))
            {
                return false;
            }
        }

        switch (attempt.Pick % 3)
        {
            case 0:
                using (await Send(session, "/scheduling/book?handler=LetGo", BookForm(visit, hold, attempt)))
                {
                    return true;
                }

            case 1:
                await database.Lapse(hold);
                return true;
            default:
                if (!await Book(session, visit, hold, attempt))
                {
                    Interlocked.Increment(ref lostHolds);
                }

                return true;
        }
    }

    private async Task<bool> BookSeries(Session session, Attempt attempt)
    {
        var id = Guid.CreateVersion7();
        var lines = attempt.Starts.Select(start => (Visit: Guid.CreateVersion7(), Start: start)).ToList();
        series.Add((id, lines.ConvertAll(line => line.Visit)));
        using var answer = await Send(session, "/scheduling/series", [
            new("Form.SeriesId", $"{id}"), new("Form.LocationId", $"{database.Location}"), new("Form.Slot", attempt.Slot(lines[0].Start)), new("Form.PatientId", $"{database.Patient}"),
            new("Form.VisitTypeId", $"{database.VisitTypes[attempt.Type]}"), new("Form.Minutes", Number(attempt.Minutes)), new("Form.Count", Number(lines.Count)), new("Form.Every", "1"), new("Form.Unit", "days"),
            .. lines.Index().SelectMany(line => new KeyValuePair<string, string>[]
            {
                new($"Form.Lines[{line.Index}].VisitId", $"{line.Item.Visit}"), new($"Form.Lines[{line.Index}].Ticked", "true"), new($"Form.Lines[{line.Index}].Slot", attempt.Slot(line.Item.Start)),
            })]);
        if (!LeadsTo(answer, "/scheduling/visits/visit/"))
        {
            return false;
        }

        standing.Add([.. lines.OrderBy(line => line.Start).Select(line => line.Visit)]);
        return true;
    }

    private async Task<bool> Move(Session session, Guid visit, Attempt attempt)
    {
        using var answer = await Send(session, "/scheduling/change?handler=Move", [
            new("visit", $"{visit}"), new("version", await Version(visit)), new("location", $"{database.Location}"), new("slot", attempt.Slot(attempt.StartsAt))]);
        return LeadsTo(answer, "#visit-");
    }

    private async Task<bool> Cancel(Session session, Guid visit)
    {
        using var answer = await Send(session, "/scheduling/change?handler=Cancel", [new("visit", $"{visit}|{await Version(visit)}")]);
        return LeadsTo(answer, "#visit-");
    }

    /// <summary>Its answer leads to the visit whatever came of it: the row says.</summary>
    private async Task<bool> CancelRest(Session session, IReadOnlyList<Guid> visits)
    {
        var act = Guid.CreateVersion7();
        var fields = new List<KeyValuePair<string, string>> { new("actId", $"{act}") };
        foreach (var (index, visit) in visits.Index())
        {
            fields.Add(new(index == 0 ? "visit" : "following", $"{visit}|{await Version(visit)}"));
        }

        using var answer = await Send(session, "/scheduling/series?handler=Cancel", fields);
        return await database.Has("scheduling.visit_acts", act);
    }

    /// <summary>As the page of visits to confirm sends it: of the time that the patient was told.</summary>
    private async Task<bool> Confirm(Session session, Guid visit, Attempt attempt)
    {
        var id = Guid.CreateVersion7();
        using var answer = await Send(session, $"/scheduling/confirm?visit={visit}", [
            new("attemptId", $"{id}"), new("at", (await database.StartOf(visit)).UtcTicks.ToString(CultureInfo.InvariantCulture)), new("locationId", $"{database.Location}"),
            new("outcome", CallOutcomes[attempt.Pick % CallOutcomes.Length])]);
        return await database.Has("scheduling.contact_attempts", id);
    }

    private List<KeyValuePair<string, string>> BookForm(Guid visit, Guid hold, Attempt attempt) =>
    [
        new("Form.VisitId", $"{visit}"), new("Form.HoldId", $"{hold}"), new("Form.LocationId", $"{database.Location}"), new("Form.Slot", attempt.Slot(attempt.StartsAt)), new("Form.PatientId", $"{database.Patient}"),
        new("Form.VisitTypeId", $"{database.VisitTypes[attempt.Type]}"), new("Form.Minutes", Number(attempt.Minutes)),
    ];

    private async Task<string> Version(Guid visit) => await database.VersionOf(visit) ?? "0";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool LeadsTo(HttpResponseMessage answer, string part) =>
        answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location?.OriginalString.Contains(part, StringComparison.Ordinal) == true;

    private async Task<HttpResponseMessage> Send(Session session, string path, List<KeyValuePair<string, string>> fields)
    {
        var clock = Stopwatch.StartNew();
        var answer = await session.Post(path, fields);
        milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        if ((int)answer.StatusCode >= 500)
        {
            Interlocked.Increment(ref failed);
        }
        else if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Redirect) || LeadsTo(answer, "/sign-in"))
        {
            throw new InvalidOperationException($"{path} answers {(int)answer.StatusCode} {answer.Headers.Location}: the bench does not send what the product expects.");
        }

        return answer;
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
