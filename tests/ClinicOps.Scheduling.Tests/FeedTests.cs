using System.Text;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Feeds;
using ClinicOps.Testing;
using Ical.Net.CalendarComponents;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;
using ICalendar = Ical.Net.Calendar;

namespace ClinicOps.Scheduling.Tests;

/// <summary>A provider's calendar as another program reads it.</summary>
public sealed class FeedTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task An_update_replaces_a_cancellation_removes_and_each_goes_with_a_higher_sequence()
    {
        var subscriber = new Subscriber();
        var visit = await clinic.Booked(ToBook("10:00", 30));
        var booked = Assert.Single(await Read());
        subscriber.Take([booked]);
        Assert.Equal((0, "CONFIRMED", "Booked", At("10:00"), At("10:30")), Told(booked));

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, At("11:00")));
        var moved = Assert.Single(await Read());
        subscriber.Take([moved]);
        Assert.Equal((1, "CONFIRMED", "Booked", At("11:00"), At("11:30")), Told(moved));
        Assert.Equal((booked.Uid, true), (moved.Uid, moved.LastModified > booked.LastModified && moved.DtStamp!.AsUtc == moved.LastModified!.AsUtc));
        Assert.Equal(At("11:00").UtcDateTime, Assert.Single(subscriber.Events).Start!.AsUtc);

        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(await clinic.Seen(visit.Id)));
        subscriber.Take(await Read());
        Assert.Empty(subscriber.Events);
        await clinic.Undo(cancelled.ChangeId);
        subscriber.Take(await Read());
        Assert.Equal((3, "CONFIRMED", "Booked", At("11:00"), At("11:30")), Told(Assert.Single(subscriber.Events)));

        // Long enough for every calendar to come by; then it is gone.
        await clinic.Cancel(await clinic.Seen(visit.Id));
        clinic.Clock.SetUtcNow(At("11:00").AddDays(30));
        Assert.Equal((4, "CANCELLED", "Cancelled", At("11:00"), At("11:30")), Told(Assert.Single(await Read())));
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await Read());
    }

    [Fact]
    public async Task Another_room_at_the_same_time_is_told_with_a_higher_sequence()
    {
        var (kind, type) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Resource[] rooms = [.. new[] { "Exam 1", "Exam 2" }.Select(name => new Resource { Id = Guid.CreateVersion7(), KindId = kind, LocationId = TestOrganization.Harbor.Id, Name = name })];
        await clinic.In(async (SchedulingDb db) =>
        {
            db.ResourceKinds.Add(new ResourceKind { Id = kind, Name = "room", IsDevice = false });
            db.Resources.AddRange(rooms);
            db.VisitTypes.Add(new VisitType { Id = type, Code = "roomed", Name = "Roomed", Minutes = 30, Needs = [new VisitTypeNeed { VisitTypeId = type, KindId = kind }] });
            await db.SaveChangesAsync();
        });
        var visit = await clinic.Booked(ToBook("10:00", 30) with { VisitTypeId = type });
        var booked = Assert.Single(await Read());
        var other = rooms.Single(room => !visit.ResourceIds.Contains(room.Id));

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.In((ChangeVisit change) => change.ToRoom(visit.Id, visit.Version, other.Id, CancellationToken.None));
        var told = Assert.Single(await Read());
        Assert.Equal((booked.Uid, 1, $"{other.Name}, Harbor", true), (told.Uid, told.Sequence, told.Location, told.LastModified > booked.LastModified));
    }

    [Fact]
    public async Task A_visit_that_goes_to_another_provider_leaves_this_calendar_and_comes_into_the_other_and_back()
    {
        var visit = await clinic.Booked(ToBook("10:00", 30));
        var here = new Subscriber();
        here.Take(await Read());
        await clinic.Move(visit, new Place(Lindqvist, TestOrganization.Mesa.Id, At("12:00")));

        Assert.Equal((1, "CANCELLED", "Cancelled", At("10:00"), At("10:30")), Told(Assert.Single(await Read())));
        here.Take(await Read());
        Assert.Empty(here.Events);
        var there = Assert.Single(await Read(Lindqvist));
        Assert.Equal((1, "CONFIRMED", "Booked", At("12:00"), At("12:30")), Told(there));
        Assert.NotEqual((await Read())[0].Uid, there.Uid);

        await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, At("10:00")));
        here.Take(await Read());
        Assert.Equal(2, Assert.Single(here.Events).Sequence);

        // Beyond what the feed looks ahead: it follows the visit there.
        await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, At("10:00").AddDays(200)));
        here.Take(await Read());
        Assert.Equal(At("10:00").AddDays(200).UtcDateTime, Assert.Single(here.Events).Start!.AsUtc);
    }

    [Fact]
    public async Task It_says_when_and_where_and_initials_where_the_clinic_wants_them_but_of_a_closed_record_that_a_time_is_booked()
    {
        var room = await clinic.Insert("scheduling.resources", ("kind_id", await clinic.Insert("scheduling.resource_kinds", ("name", "exam room"))), ("location_id", TestOrganization.Harbor.Id), ("name", "Exam 1"), ("capacity", 5));
        foreach (var (patient, hour) in new[] { (Nunez, 15), (Tran, 16) })
        {
            await Put(patient.Id, $"2026-03-02 {hour}:00Z", ("resource_ids", $"{{{room}}}"), ("resource_lanes", "{1}"));
        }

        await clinic.Sql($"INSERT INTO scheduling.subject_classes VALUES ('{Tran.Id}', 'behavioural')");
        Assert.Equal([("Booked", "Exam 1, Harbor"), ("Booked", "Harbor")], (await Read()).Select(one => (one.Summary, one.Location)));
        var text = await Text();
        foreach (var word in (string[])["Núñez", "José", "J. N.", "Tran", "Follow-up", "A-1001", $"{Nunez.Id}"])
        {
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
        }

        await clinic.Sql($"INSERT INTO scheduling.feed_settings (id, shows_initials, changed_at) VALUES ('{FeedSettings.Only}', true, '2026-03-02 13:59Z')");
        Assert.Equal(["Booked: J. N.", "Booked"], (await Read()).Select(one => one.Summary));
        Assert.Equal([Nunez.Id], (await Load())!.Named);
    }

    [Fact]
    public async Task It_reaches_from_a_month_back_to_half_a_year_ahead_whoever_asks()
    {
        foreach (var day in (string[])["2026-01-31", "2026-02-01", "2026-08-29", "2026-08-30"])
        {
            await Put(Nunez.Id, $"{day} 12:00Z");
        }

        await clinic.Sql("UPDATE scheduling.visits SET access_class = 'restricted'");
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsGuest();
        var feed = await scope.ServiceProvider.GetRequiredService<LoadFeed>().Run(Okafor, CancellationToken.None);

        Assert.Equal(["2026-02-01", "2026-08-29"], feed!.Events.Select(one => $"{one.StartsAt:yyyy-MM-dd}"));
        Assert.Null(await clinic.In((LoadFeed load) => load.Run(Guid.CreateVersion7(), CancellationToken.None)));
    }

    [Fact]
    public async Task On_the_days_the_clocks_change_each_time_is_the_instant_it_is()
    {
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("01:30", 30, "2026-03-08")));
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("03:00", 30, "2026-03-08")));
        Assert.Equal(["06:30 01:30", "07:00 03:00"], (await Read()).Select(InBoth));

        // Half past one happens twice.
        clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 10, 20, 12, 0, 0, TimeSpan.Zero));
        foreach (var hour in (int[])[5, 6])
        {
            await clinic.Booked(ToBook() with { Id = Guid.CreateVersion7(), StartsAt = new DateTimeOffset(2026, 11, 1, hour, 30, 0, TimeSpan.Zero) });
        }

        Assert.Equal(["05:30 01:30", "06:30 01:30"], (await Read()).Select(InBoth));

        static string InBoth(CalendarEvent one) => $"{one.Start!.AsUtc:HH:mm} {one.Start.ToTimeZone("America/New_York").Value:HH:mm}";
    }

    [Fact]
    public void Lines_are_folded_at_octets_between_letters_and_text_is_escaped()
    {
        var place = string.Concat(Enumerable.Repeat("Größe, 🏥; ", 20)) + "second\nline";
        var at = new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
        var text = CalendarText.Of(new Feed("O'Neil, \\ MD;\u0007", [new FeedEvent("one@clinicops", 0, at, at, at.AddMinutes(20), "Booked", place, false)], []));

        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n");
        Assert.All(lines, line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75 && !line.Contains('\n', StringComparison.Ordinal) && !line.Contains('\r', StringComparison.Ordinal), line));
        Assert.True(lines.Count(line => line.StartsWith(' ')) > 3);
        Assert.Equal(text, Encoding.UTF8.GetString(new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text)));
        Assert.All(lines, line => Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line))));
        Assert.Contains("X-WR-CALNAME:O'Neil\\, \\\\ MD\\; \r\n", text, StringComparison.Ordinal);
        Assert.Contains("LOCATION:" + string.Concat(Enumerable.Repeat("Größe\\, 🏥\\; ", 20)) + "second\\nline\r\n", text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(place, Assert.Single(ICalendar.Load(text)!.Events).Location);
    }

    [Fact]
    public async Task An_address_that_this_house_did_not_make_for_this_purpose_is_nothing()
    {
        var id = Guid.CreateVersion7();
        await clinic.In((FeedLinks links) =>
        {
            var token = links.Token(id, 7);
            Assert.Equal((id, 7), links.Read(token));
            var foreign = WebEncoders.Base64UrlEncode(clinic.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("ClinicOps.Scheduling.VisitLink").Protect([.. id.ToByteArray(), 0, 0, 0, 7]));
            foreach (var bad in (string?[])[null, "", "x", $"{id}", new string('A', 5000), token[..^2], token + "AA", (token[0] == 'C' ? 'D' : 'C') + token[1..], foreign])
            {
                Assert.Null(links.Read(bad));
            }

            return Task.CompletedTask;
        });
    }

    private Task<Guid> Put(Guid patient, string start, params (string Column, object Value)[] more) => clinic.Insert(
        "scheduling.visits",
        [("patient_id", patient), ("provider_id", Okafor), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", AccessClass.Standard),
            ("starts_at", start), ("ends_at", $"(timestamptz '{start}' + interval '20 minutes')"), ("entered_at", "2026-01-02 12:00Z"), .. more]);

    private Task<Feed?> Load(Guid? provider = null) => clinic.In((LoadFeed load) => load.Run(provider ?? Okafor, CancellationToken.None));

    private async Task<string> Text(Guid? provider = null) => CalendarText.Of((await Load(provider))!);

    private async Task<List<CalendarEvent>> Read(Guid? provider = null) => [.. ICalendar.Load(await Text(provider))!.Events.OrderBy(one => one.Start!.AsUtc)];

    private static (int, string?, string?, DateTimeOffset, DateTimeOffset) Told(CalendarEvent one) => (one.Sequence, one.Status, one.Summary, new DateTimeOffset(one.Start!.AsUtc), new DateTimeOffset(one.End!.AsUtc));

    /// <summary>A calendar that keeps events by their UID: the higher sequence replaces, a cancelled one goes.</summary>
    private sealed class Subscriber
    {
        private readonly Dictionary<string, CalendarEvent> known = [];

        public IReadOnlyList<CalendarEvent> Events => [.. known.Values.Where(one => one.IsActive)];

        public void Take(IReadOnlyList<CalendarEvent> events)
        {
            foreach (var one in events.Where(one => !known.TryGetValue(one.Uid!, out var before) || one.Sequence > before.Sequence))
            {
                known[one.Uid!] = one;
            }
        }
    }
}
