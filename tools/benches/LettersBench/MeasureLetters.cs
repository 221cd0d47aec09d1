using System.Diagnostics;
using System.Globalization;
using Bench;

namespace LettersBench;

/// <summary>
/// One batch from its beginning to the print queue, stopped and let go on in the middle of both parts, as a user does it; ten of its patients have a name that no font
/// can draw. Letters a second are medians of slices, waiting for the next job included, stops left out.
/// </summary>
internal static class MeasureLetters
{
    private const int Broken = 10;

    public static async Task<IReadOnlyList<Measure>> Run(bool quick)
    {
        var slice = quick ? 10 : 100;
        await using var database = new BenchDatabase(Setting("DATABASE"));
        var mrns = await database.Column("SELECT mrn FROM intake.patients WHERE mrn LIKE 'BL%' ORDER BY mrn");
        var whole = mrns.Count - Broken;
        await database.Ask<object?>(
            $"""
            UPDATE intake.patient_names SET last = last || U&'\E777' WHERE patient_id IN (
                SELECT id FROM (SELECT id, row_number() OVER (ORDER BY mrn) AS number FROM intake.patients WHERE mrn LIKE 'BL%') AS p WHERE number % {mrns.Count / Broken} = 0 ORDER BY number LIMIT {Broken})
            """);
        var user = await Session.SignIn(new Uri(Setting("ADDRESS")), "coordinator", Setting("PASSWORD"));
        var memory = new Memory(int.Parse(Setting("HOST"), CultureInfo.InvariantCulture));
        var batch = Guid.CreateVersion7();
        var location = await database.Ask<Guid>("SELECT id FROM host.locations ORDER BY id LIMIT 1");
        await user.Send(
            "/correspondence/batches/begin?handler=Begin",
            ("Form.NewId", $"{batch}"), ("Form.Kind", "listed"), ("Form.LocationId", $"{location}"), ("Form.Template", "results-are-in"), ("Form.Mrns", string.Join('\n', mrns)));
        var follow = new FollowBatch(database, user, memory, batch);
        var drafting = await follow.Until("drafted", "drafted', 'broken", mrns.Count, slice);
        await user.Send($"/correspondence/batches/batch/{batch}?handler=Approve", ("shownAt", DateTimeOffset.UtcNow.UtcTicks.ToString(CultureInfo.InvariantCulture)));
        var approving = await follow.Until("done", "queued", whole, slice);
        var bare = await BareRenderer.Run(await database.Approved(quick ? 20 : 200), slices: 5);

        var queued = await database.Ask<long>($"SELECT count(*) FROM correspondence.batch_letters WHERE batch_id = '{batch}' AND state = 'queued'");
        var broken = await database.Ask<long>($"SELECT count(*) FROM correspondence.batch_letters WHERE batch_id = '{batch}' AND state = 'broken'");
        var letters = await database.Ask<long>("SELECT count(*) FROM correspondence.letters") - await database.Ask<long>("SELECT count(DISTINCT patient_id) FROM correspondence.letters");
        var pages = await database.Ask<long>("SELECT count(*) FROM correspondence.approvals") - await database.Ask<long>("SELECT count(DISTINCT letter_id) FROM correspondence.approvals");
        var prints = await database.Ask<long>("SELECT count(*) FROM correspondence.deliveries") - await database.Ask<long>("SELECT count(DISTINCT letter_id) FROM correspondence.deliveries");
        var grown = memory.PeakOfHost(begin: 0.5) / memory.PeakOfHost(until: 0.5);
        return
        [
            new("letters drafted a second, median of the slices", drafting.PerSecond, "1/s"),
            new("letters approved and queued a second, median of the slices", approving.PerSecond, "1/s", "the bare renderer", approving.PerSecond / bare, ">= 0.25", approving.PerSecond / bare >= 0.25),
            new("the bare renderer on the same letters", bare, "1/s"),
            Exactly("letters in the print queue", queued, whole),
            Exactly("broken ones, which stopped none of the rest", broken, Broken),
            Exactly("letters drafted or queued between a stop and going on", drafting.WhileStopped + approving.WhileStopped, 0),
            Exactly("patients with a second letter", letters, 0),
            Exactly("letters with a second approval", pages, 0),
            Exactly("letters with a second print", prints, 0),
            new("peak of the host's memory", memory.PeakOfHost(), "MB"),
            new("its peak in the second half beside that in the first", grown, "times", Bar: "<= 1.25", Holds: grown <= 1.25),
            new("peak of Chromium's memory, all its processes", memory.PeakOfChromium(), "MB", Bar: "< 1500", Holds: memory.PeakOfChromium() < 1500),
        ];
    }

    private static Measure Exactly(string what, long value, long wanted) => new(what, value, "", Bar: $"= {wanted.ToString(CultureInfo.InvariantCulture)}", Holds: value == wanted);

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable("CLINICOPS_BENCH_" + name) ?? throw new InvalidOperationException("Run this by tools/bench letters.");
}

/// <param name="PerSecond">Median of the slices.</param>
/// <param name="WhileStopped">Letters that were still worked on once the one at hand was finished.</param>
internal sealed record Followed(double PerSecond, long WhileStopped);

/// <summary>Looks at the batch from outside while its jobs work, and stops it once on the way.</summary>
internal sealed class FollowBatch(BenchDatabase database, Session user, Memory memory, Guid batch)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <param name="state">At which this part is done.</param>
    /// <param name="counted">States of letters that are through, for a list in SQL.</param>
    public async Task<Followed> Until(string state, string counted, int all, int slice)
    {
        var clock = Stopwatch.StartNew();
        var rates = new List<double>();
        var (stopped, whileStopped) = (false, 0L);
        var (since, start) = (clock.Elapsed, await Through(counted));
        while (await database.Ask<string>($"SELECT state FROM correspondence.letter_batches WHERE id = '{batch}'") != state)
        {
            if (clock.Elapsed > Longest)
            {
                throw new InvalidOperationException($"The batch is not {state} after {Longest.TotalMinutes} minutes.");
            }

            await Task.Delay(50);
            memory.Look();
            var through = await Through(counted);
            if (through >= start + slice)
            {
                rates.Add((through - start) / (clock.Elapsed - since).TotalSeconds);
                (since, start) = (clock.Elapsed, through);
            }

            if (!stopped && through >= all / 3)
            {
                stopped = true;
                whileStopped = await StopAndGoOn(counted);
                (since, start) = (clock.Elapsed, await Through(counted));
            }
        }

        return new Followed(rates.Count == 0 ? 0 : Report.At([.. rates.Order()], 0.5), whileStopped);
    }

    private async Task<long> StopAndGoOn(string counted)
    {
        await user.Send($"/correspondence/batches/batch/{batch}?handler=Stop");
        await Task.Delay(2_000);
        var before = await Through(counted);
        await Task.Delay(3_000);
        var after = await Through(counted);
        await user.Send($"/correspondence/batches/batch/{batch}?handler=GoOn");
        return after - before;
    }

    private Task<long> Through(string counted) => database.Ask<long>($"SELECT count(*) FROM correspondence.batch_letters WHERE batch_id = '{batch}' AND state IN ('{counted}')");
}
