using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The pages of the set-up, and the hold of the booking page, as a browser without scripts meets them.</summary>
public sealed partial class SetUpPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Provider = Guid.Parse("0190b000-0000-7000-8000-000000000001");
    private static readonly Guid Harbor = TestOrganization.Harbor.Id;
    private static readonly string Hours = $"/scheduling/settings/provider?provider={Provider}";

    private RunningHost host = null!;
    private Guid patient;
    private Guid type;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "patients.csv"),
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            A-1001,Núñez,José,,1961-04-09,M,,,,,,,,,,,

            """);
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "schedule.json"),
            $$"""
            {"providers": [{"id": "{{Provider}}", "name": "Amara Okafor", "credentials": "MD", "locationId": "{{Harbor}}"}],
             "visits": [], "visitTypes": [{"code": "follow-up", "name": "Follow-up", "minutes": 20}]}
            """);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(host.DataFolder, "patients.csv")));
        Assert.Equal(0, await host.Verb("import-schedule", Path.Combine(host.DataFolder, "schedule.json")));
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients"))[0]!;
        type = (Guid)(await host.Sql("SELECT id FROM scheduling.visit_types"))[0]!;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_week_changed_under_a_booked_visit_names_it_and_is_taken_back_and_an_older_page_is_told()
    {
        using var manager = await host.SignedIn("Manager");
        using var booked = await Book(manager, Guid.CreateVersion7(), "2031-03-03T14:00Z");
        Assert.Equal(HttpStatusCode.Redirect, booked.StatusCode);
        var shown = await manager.Read(Hours);
        Assert.DoesNotContain("do not fit", shown, StringComparison.Ordinal);

        using var saved = await Week(manager, shown, "13:00", "17:00");
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var after = WebUtility.HtmlDecode(await manager.Read(Hours));
        Assert.Contains("1 booked visit does not fit", after, StringComparison.Ordinal);
        Assert.Contains("Núñez, José", after, StringComparison.Ordinal);
        Assert.Contains("outside the hours", after, StringComparison.Ordinal);

        using var stale = await Week(manager, shown, "09:00", "12:00");
        var told = WebUtility.HtmlDecode(await stale.Content.ReadAsStringAsync());
        Assert.Contains("Changed by", told, StringComparison.Ordinal);
        Assert.Contains("value=\"09:00\"", told, StringComparison.Ordinal);
        using var lunch = await Week(manager, after, "13:00", "17:00", ("Week.Days[0].LunchFrom", "12:00"), ("Week.Days[0].LunchUntil", "13:30"));
        Assert.Contains("lunch lies within the hours", await lunch.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var undone = await manager.PostFrom(Hours, WebUtility.HtmlDecode(Undo().Match(after).Groups[1].Value));
        Assert.DoesNotContain("not fit", await manager.Read(Hours), StringComparison.Ordinal);
        Assert.Equal([Harbor], await host.Sql("SELECT location_id FROM scheduling.visits WHERE starts_at = '2031-03-03T14:00Z'"));
        Assert.Equal(["schedule.set-up", "schedule.set-up"], await host.Sql("SELECT action FROM audit.entries WHERE action = 'schedule.set-up'"));
    }

    [Fact]
    public async Task A_room_a_type_that_needs_it_a_day_off_a_holiday_and_a_block_are_set_up_and_hold_for_bookings()
    {
        using var manager = await host.SignedIn("Manager");
        await Done(manager, "/scheduling/settings/rooms", "/scheduling/settings/rooms", ("roomId", $"{Guid.CreateVersion7()}"), ("locationId", $"{Harbor}"), ("kind", "Exam room"), ("name", "Exam 1"), ("capacity", "1"));
        var kind = (Guid)(await host.Sql("SELECT id FROM scheduling.resource_kinds"))[0]!;
        await Done(
            manager, "/scheduling/settings/visit-types", "/scheduling/settings/visit-types",
            ("Form.TypeId", $"{type}"), ("Form.Name", "Follow-up"), ("Form.Minutes", "20"), ("Form.BufferBefore", "0"), ("Form.BufferAfter", "10"), ("Form.Capacity", "2"), ("Form.ForWhom", "anybody"),
            ("Form.Serves", "Imaging, referral"), ("Form.Instructions", "Come ten minutes early."), ("Form.KindIds", $"{kind}"));
        Assert.Equal(["imaging,referral 2 10"], await host.Sql("SELECT array_to_string(serves, ',') || ' ' || capacity || ' ' || buffer_after FROM scheduling.visit_types"));

        using var first = await Book(manager, Guid.CreateVersion7(), "2031-03-03T14:00Z");
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        using var second = await Book(manager, Guid.CreateVersion7(), "2031-03-03T14:10Z");
        Assert.Contains("no Exam room is free at", WebUtility.HtmlDecode(await second.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Contains("Exam 1", await manager.Read($"/scheduling/visits/visit/{(await host.Sql("SELECT id FROM scheduling.visits"))[0]}"), StringComparison.Ordinal);

        await Done(manager, Hours, "/scheduling/settings/provider?handler=Exception", ("providerId", $"{Provider}"), ("locationId", $"{Harbor}"), ("Day.Date", "2031-03-03"), ("Day.Works", "false"), ("Day.Reason", "leave"));
        var hours = await manager.Read(Hours);
        Assert.Contains("outside the hours", hours, StringComparison.Ordinal);

        // One of another location is not taken out from here, whatever the form says.
        var elsewhere = await host.Insert("scheduling.working_exceptions", ("provider_id", Provider), ("location_id", TestOrganization.Mesa.Id), ("date", "2031-03-06"), ("works", false), ("from_minute", 0), ("until_minute", 1440));
        var seen = (await host.Sql("SELECT id FROM scheduling.setup_changes WHERE what = 'exceptions' ORDER BY at DESC LIMIT 1"))[0];
        using var removed = await manager.PostFrom(Hours, "/scheduling/settings/provider?handler=Remove", ("providerId", $"{Provider}"), ("locationId", $"{Harbor}"), ("exceptionId", $"{elsewhere}"), ("seen", $"{seen}"));
        Assert.Contains("That day is taken out already.", await removed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([1L], await host.Sql($"SELECT count(*) FROM scheduling.working_exceptions WHERE id = '{elsewhere}'"));
        await Done(manager, "/scheduling/settings/closed", "/scheduling/settings/closed?handler=Holiday", ("holidayId", $"{Guid.CreateVersion7()}"), ("date", "2031-03-04"), ("name", "Fair"), ("locationId", $"{Harbor}"));
        Assert.Contains("Fair: nobody has the usual hours", await manager.Read($"/scheduling/day?location={Harbor}&date=2031-03-04"), StringComparison.Ordinal);
        await Done(
            manager, "/scheduling/settings/closed", "/scheduling/settings/closed?handler=Block",
            ("Form.BlockId", $"{Guid.CreateVersion7()}"), ("Form.Of", $"provider:{Provider}"), ("Form.Date", "2031-03-05"), ("Form.From", "09:00"), ("Form.Until", "10:00"), ("Form.Reason", "staff meeting"));
        using var blocked = await Book(manager, Guid.CreateVersion7(), "2031-03-05T14:00Z");
        Assert.Contains("is blocked: staff meeting", await blocked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("blocked: staff meeting", await manager.Read($"/scheduling/day?location={Harbor}&date=2031-03-05"), StringComparison.Ordinal);
        await Done(manager, "/scheduling/settings/closed", "/scheduling/settings/closed?handler=RemoveBlock", ("blockId", $"{(await host.Sql("SELECT id FROM scheduling.blocks"))[0]}"));
        using var free = await Book(manager, Guid.CreateVersion7(), "2031-03-05T14:00Z");
        Assert.Equal(HttpStatusCode.Redirect, free.StatusCode);
    }

    [Fact]
    public async Task A_room_is_blocked_after_who_is_booking_into_it_and_each_form_names_a_block_of_its_own_also_after_a_refusal()
    {
        using var manager = await host.SignedIn("Manager");
        var kind = await host.Insert("scheduling.resource_kinds", ("name", "exam room"));
        var room = await host.Insert("scheduling.resources", ("kind_id", kind), ("location_id", Harbor), ("name", "Exam 1"), ("capacity", 1));

        // The other form is refused: this one's block is still one of its own.
        using var refused = await manager.PostFrom("/scheduling/settings/closed", "/scheduling/settings/closed?handler=Holiday", ("holidayId", $"{Guid.CreateVersion7()}"), ("name", ""), ("locationId", $"{Harbor}"));
        var form = Block().Match(await refused.Content.ReadAsStringAsync()).Groups[1].Value;
        Assert.NotEqual(Guid.Empty, Guid.Parse(form));

        Assert.True(await host.In(async (SchedulingDb db) =>
        {
            await using var booking = await db.Database.BeginTransactionAsync();
            await new ProviderCalendar(db).WaitForRooms([kind], [Harbor], CancellationToken.None);
            var blocked = Done(
                manager, "/scheduling/settings/closed", "/scheduling/settings/closed?handler=Block",
                ("Form.BlockId", form), ("Form.Of", $"room:{room}"), ("Form.Date", "2031-03-05"), ("Form.From", "09:00"), ("Form.Until", "10:00"), ("Form.Reason", "painters"));
            while ((long)(await host.Sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7303 AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))[0]! == 0)
            {
                Assert.False(blocked.IsCompleted, "It did not wait.");
            }

            await booking.CommitAsync();
            await blocked;
            return true;
        }));
        Assert.Equal(["painters"], await host.Sql($"SELECT reason FROM scheduling.blocks WHERE id = '{form}' AND resource_id = '{room}'"));
        Assert.Contains("painters", await manager.Read("/scheduling/settings/closed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_without_the_room_its_type_came_to_need_is_given_one_with_a_click_and_whom_the_list_names_is_audited()
    {
        using var manager = await host.SignedIn("Manager");
        using var booked = await Book(manager, Guid.CreateVersion7(), "2031-03-03T14:00Z");
        var kind = await host.Insert("scheduling.resource_kinds", ("name", "exam room"));
        await host.Insert("scheduling.resources", ("kind_id", kind), ("location_id", Harbor), ("name", "Exam 1"), ("capacity", 1));
        await host.Sql($"INSERT INTO scheduling.visit_type_needs (visit_type_id, kind_id) VALUES ('{type}', '{kind}')");
        var visit = (await host.Sql("SELECT id FROM scheduling.visits"))[0]!;
        Assert.Contains("has no exam room, which its type needs", WebUtility.HtmlDecode(await manager.Read("/scheduling/settings/providers")), StringComparison.Ordinal);
        Assert.Equal([patient], await host.Sql("SELECT unnest(result_ids) FROM audit.entries WHERE action = 'visits.viewed' ORDER BY id DESC LIMIT 1"));

        using var given = await manager.PostFrom("/scheduling/settings/providers", "/scheduling/change?handler=Room", ("visit", $"{visit}"));
        Assert.Equal("/scheduling/settings/providers", given.Headers.Location?.OriginalString);
        var after = await manager.Read("/scheduling/settings/providers");
        Assert.Contains("has its room.", after, StringComparison.Ordinal);
        Assert.DoesNotContain("not fit", after, StringComparison.Ordinal);
        using var nobody = await manager.PostFrom("/scheduling/settings/providers", "/scheduling/change?handler=Room", ("visit", $"{Guid.CreateVersion7()}"));
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task Who_works_on_added_days_alone_is_offered_by_name_and_a_retired_type_is_no_choice_for_a_walk_in()
    {
        using var desk = await host.SignedIn("FrontDesk");
        var locum = await host.Insert("scheduling.providers", ("name", "Lena Locum"), ("location_id", Harbor));
        await host.Insert("scheduling.working_exceptions", ("provider_id", locum), ("location_id", Harbor), ("date", "2031-03-02"), ("works", "true"), ("from_minute", 540), ("until_minute", 600));
        var offered = WebUtility.HtmlDecode(await desk.Read($"/scheduling/next-free?location={Harbor}&visitTypeId={type}&from=2031-03-02&provider={locum}"));
        Assert.Contains($"<option value=\"{locum}\" selected", offered, StringComparison.Ordinal);
        Assert.Matches("Sunday, 03/02/2031 9:00 AM</span> Lena Locum", offered);

        await host.Sql("UPDATE scheduling.visit_types SET is_retired = true");
        Assert.DoesNotContain("Follow-up", await desk.Read("/scheduling/walk-in"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_is_held_on_the_booking_page_shown_to_others_and_booked_from_it()
    {
        using var desk = await host.SignedIn("FrontDesk");
        using var other = await host.SignedIn("Coordinator");
        var hold = Guid.CreateVersion7();

        using var held = await Hold(desk, hold);
        Assert.Contains("Held for you until", await held.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("held by", await other.Read($"/scheduling/day?location={Harbor}&date=2031-03-03"), StringComparison.Ordinal);
        using var refused = await Book(other, Guid.CreateVersion7(), "2031-03-03T14:10Z");
        Assert.Contains("holds this time until", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var booked = await Book(desk, Guid.CreateVersion7(), "2031-03-03T14:00Z", ("Form.HoldId", $"{hold}"));
        Assert.Equal(HttpStatusCode.Redirect, booked.StatusCode);
        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM scheduling.holds"));
    }

    [Fact]
    public async Task The_next_free_times_are_offered_as_wished_and_lead_to_the_booking_with_the_type_chosen()
    {
        using var desk = await host.SignedIn("FrontDesk");

        var offered = WebUtility.HtmlDecode(await desk.Read($"/scheduling/next-free?location={Harbor}&visitTypeId={type}&from=2031-03-03&part=Afternoon&weekdays=Tuesday"));
        Assert.Contains("Tuesday, 03/04/2031 12:00 PM", offered, StringComparison.Ordinal);
        Assert.DoesNotContain("Monday, 03/03/2031", offered, StringComparison.Ordinal);

        var booking = await desk.Read(First().Match(offered).Groups[1].Value);
        Assert.Matches($"value=\"{type}\" selected", booking);
        Assert.Contains($"value=\"{Provider}|2031-03-04T17:00Z\"", booking, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_is_entered_and_changed_by_hand_and_taken_back_while_no_visit_names_them()
    {
        const string page = "/scheduling/settings/providers";
        using var manager = await host.SignedIn("Manager");
        var id = Guid.CreateVersion7();
        (string, string)[] who = [("Form.ProviderId", $"{id}"), ("Form.Name", "Ruth Calder"), ("Form.Credentials", "NP"), ("Form.Npi", "1234567893"), ("Form.LocationId", $"{Harbor}")];
        using var wrong = await manager.PostFrom(page, page, [.. who.Select(field => field.Item1 == "Form.Npi" ? ("Form.Npi", "12") : field.Item1 == "Form.Name" ? ("Form.Name", "") : field)]);
        var refused = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("A provider needs a name.", refused, StringComparison.Ordinal);
        Assert.Contains("An NPI has ten digits.", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"12\"", refused, StringComparison.Ordinal);

        await Done(manager, page, page, who);
        Assert.Equal(["Ruth Calder NP 1234567893"], await host.Sql($"SELECT name || ' ' || credentials || ' ' || npi FROM scheduling.providers WHERE id = '{id}'"));
        var own = $"/scheduling/settings/provider?provider={id}";
        var entered = await manager.Read(own);
        Assert.Contains("Ruth Calder, NP", entered, StringComparison.Ordinal);
        using var older = await manager.PostFrom(page, page, [.. who, ("Form.Specialty", "Cardiology")]);
        Assert.Contains("while this page was open", await older.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Done(manager, own, page, [.. who, ("Form.Specialty", "Cardiology"), ("Form.Seen", SeenPerson().Match(entered).Groups[1].Value)]);
        Assert.Equal(["Cardiology"], await host.Sql($"SELECT specialty FROM scheduling.providers WHERE id = '{id}'"));
        await Done(manager, own, WebUtility.HtmlDecode(Undo().Match(await manager.Read(own)).Groups[1].Value));
        Assert.Equal([null], await host.Sql($"SELECT specialty FROM scheduling.providers WHERE id = '{id}'"));

        // Entered by mistake they are gone, and back by the undo of that; with a visit they stay.
        var other = Guid.CreateVersion7();
        await Done(manager, page, page, [.. who.Select(field => field.Item1 == "Form.ProviderId" ? ("Form.ProviderId", $"{other}") : field)]);
        var undo = WebUtility.HtmlDecode(Undo().Match(await manager.Read(page)).Groups[1].Value);
        await Done(manager, page, undo);
        Assert.Equal([0L], await host.Sql($"SELECT count(*) FROM scheduling.providers WHERE id = '{other}'"));
        await Done(manager, page, WebUtility.HtmlDecode(Undo().Match(await manager.Read(page)).Groups[1].Value));
        var again = WebUtility.HtmlDecode(Undo().Match(await manager.Read(page)).Groups[1].Value);
        foreach (var (table, words, more) in new (string, string, (string, object)[])[]
        {
            ("scheduling.provider_outages", "Absences", [("starts_at", "now()"), ("ends_at", "now() + interval '1 day'"), ("reason", "sick"), ("location_id", Harbor)]),
            ("scheduling.working_hours", "Hours of work", [("weekday", 1), ("from_minute", 480), ("until_minute", 720), ("location_id", Harbor)]),
            ("scheduling.feed_subscriptions", "Calendar subscriptions", [("for_whom", "The phone of Ruth Calder"), ("revision", 1)]),
        })
        {
            var row = await host.Insert(table, [("provider_id", other), .. more]);
            await Done(manager, page, again);
            Assert.Contains($"{words} name this provider by now", await manager.Read(page), StringComparison.Ordinal);
            Assert.Equal([1L], await host.Sql($"SELECT count(*) FROM {table} WHERE id = '{row}'"));
            await host.Sql($"DELETE FROM {table} WHERE id = '{row}'");
        }

        await host.Insert("scheduling.visits", ("patient_id", patient), ("provider_id", other), ("location_id", Harbor), ("visit_type", "Follow-up"), ("starts_at", "now()"), ("ends_at", "now() + interval '20 minutes'"), ("state", "booked"), ("access_class", "standard"));
        await Done(manager, page, again);
        Assert.Contains("Visits or recalls name this provider by now", await manager.Read(page), StringComparison.Ordinal);
        Assert.Equal([1L], await host.Sql($"SELECT count(*) FROM scheduling.providers WHERE id = '{other}'"));
    }

    [Fact]
    public async Task Somebody_is_registered_in_passing_and_a_time_in_a_wished_room_is_booked_for_them()
    {
        using var desk = await host.SignedIn("FrontDesk");
        var kind = await host.Insert("scheduling.resource_kinds", ("name", "exam room"));
        var rooms = new List<Guid>();
        foreach (var name in (string[])["Exam 1", "Exam 2"])
        {
            rooms.Add(await host.Insert("scheduling.resources", ("kind_id", kind), ("location_id", Harbor), ("name", name), ("capacity", 1)));
        }

        await host.Sql($"INSERT INTO scheduling.visit_type_needs (visit_type_id, kind_id) VALUES ('{type}', '{kind}')");
        await host.Insert("scheduling.blocks", ("resource_id", rooms[1]), ("starts_at", "(timestamptz '2031-03-03 00:00Z')"), ("ends_at", "(timestamptz '2031-03-04 15:00Z')"), ("reason", "floor"), ("made_at", "now()"));
        var offered = WebUtility.HtmlDecode(await desk.Read($"/scheduling/next-free?location={Harbor}&visitTypeId={type}&from=2031-03-03&roomId={rooms[1]}"));
        var at = First().Match(offered).Groups[1].Value;
        Assert.Contains("at=2031-03-04T15:00Z", at, StringComparison.Ordinal);
        var booking = await desk.Read(at);
        Assert.Contains("Exam 2", booking, StringComparison.Ordinal);

        var hold = Guid.CreateVersion7();
        using var toRegister = await desk.PostFrom(at, "/scheduling/book?handler=Register", ("Form.LocationId", $"{Harbor}"), ("Form.Slot", $"{Provider}|2031-03-04T15:00Z"), ("Form.HoldId", $"{hold}"), ("Form.RoomId", $"{rooms[1]}"), ("Form.VisitTypeId", $"{type}"));
        var register = toRegister.Headers.Location!.OriginalString;
        var back = Uri.UnescapeDataString(register.Split("back=")[1]);
        var id = Guid.CreateVersion7();
        using var registered = await desk.PostFrom(register, "/intake/patients/register", ("id", $"{id}"), ("back", back), ("Mrn", "B-1"), ("Form.Last", "Ode"), ("Form.First", "Ada"), ("Form.BirthDate", "1990-01-02"));
        Assert.Equal($"{back}&patient={id}", registered.Headers.Location?.OriginalString);
        var again = await desk.Read(registered.Headers.Location!.OriginalString);
        Assert.Contains("Ode, Ada", again, StringComparison.Ordinal);
        Assert.Contains($"value=\"{hold}\"", again, StringComparison.Ordinal);
        using var elsewhere = await desk.PostFrom("/intake/patients/register", "/intake/patients/register", ("id", $"{Guid.CreateVersion7()}"), ("back", "//evil.example/"), ("Mrn", "B-2"), ("Form.Last", "Maro"), ("Form.First", "Ben"), ("Form.BirthDate", "1991-01-02"));
        Assert.StartsWith("/intake/patients/patient/", elsewhere.Headers.Location?.OriginalString, StringComparison.Ordinal);

        using var booked = await desk.PostFrom(at, "/scheduling/book", ("Form.VisitId", $"{Guid.CreateVersion7()}"), ("Form.LocationId", $"{Harbor}"), ("Form.Slot", $"{Provider}|2031-03-04T15:00Z"), ("Form.RoomId", $"{rooms[1]}"), ("Form.PatientId", $"{id}"), ("Form.VisitTypeId", $"{type}"));
        Assert.Equal(HttpStatusCode.Redirect, booked.StatusCode);
        Assert.Equal([rooms[1]], (Guid[])(await host.Sql($"SELECT resource_ids FROM scheduling.visits WHERE patient_id = '{id}'"))[0]!);
    }

    [Fact]
    public async Task Only_who_sets_the_schedule_up_sees_and_changes_it()
    {
        foreach (var role in (string[])["FrontDesk", "Clinician"])
        {
            using var visitor = await host.SignedIn(role);
            foreach (var page in (string[])["/scheduling/settings/providers", Hours, "/scheduling/settings/rooms", "/scheduling/settings/visit-types", "/scheduling/settings/closed"])
            {
                using var answer = await visitor.Get(page);
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            }
        }

        using var manager = await host.SignedIn("Manager");
        Assert.Contains("Amara Okafor, MD", await manager.Read("/scheduling/settings/providers"), StringComparison.Ordinal);
        using var nobody = await manager.Get($"/scheduling/settings/provider?provider={Guid.CreateVersion7()}");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    private static async Task Done(WebVisitor visitor, string page, string path, params (string, string)[] fields)
    {
        using var answer = await visitor.PostFrom(page, path, fields);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{path}: {(int)answer.StatusCode} {Refusal().Match(await answer.Content.ReadAsStringAsync()).Groups[1].Value}");
    }

    /// <summary>Monday alone, from 2031-03-03 on, as the page showed it.</summary>
    private static Task<HttpResponseMessage> Week(WebVisitor visitor, string page, string from, string until, params (string, string)[] more) => visitor.PostFrom(
        Hours,
        "/scheduling/settings/provider?handler=Week",
        [
            ("providerId", $"{Provider}"), ("locationId", $"{Harbor}"), ("seen", Seen().Match(page).Groups[1].Value), ("Week.From", "2031-03-03"),
            ("Week.Days[0].Weekday", "Monday"), ("Week.Days[0].From", from), ("Week.Days[0].Until", until), .. more,
        ]);

    private Task<HttpResponseMessage> Hold(WebVisitor desk, Guid hold) => desk.PostFrom(
        "/scheduling/day", "/scheduling/book?handler=Hold",
        ("Form.VisitId", $"{Guid.CreateVersion7()}"), ("Form.HoldId", $"{hold}"), ("Form.LocationId", $"{Harbor}"), ("Form.Slot", $"{Provider}|2031-03-03T14:00Z"), ("Form.VisitTypeId", $"{type}"));

    private Task<HttpResponseMessage> Book(WebVisitor desk, Guid visit, string at, params (string, string)[] more) => desk.PostFrom(
        "/scheduling/day", "/scheduling/book",
        [("Form.VisitId", $"{visit}"), ("Form.LocationId", $"{Harbor}"), ("Form.Slot", $"{Provider}|{at}"), ("Form.PatientId", $"{patient}"), ("Form.VisitTypeId", $"{type}"), .. more]);

    [GeneratedRegex("action=\"([^\"]*settings/undo[^\"]*)\"")]
    private static partial Regex Undo();

    [GeneratedRegex("href=\"(/scheduling/book[^\"]*)\"")]
    private static partial Regex First();

    [GeneratedRegex("name=\"seen\" value=\"([^\"]*)\"")]
    private static partial Regex Seen();

    [GeneratedRegex("name=\"Form.Seen\" value=\"([^\"]*)\"")]
    private static partial Regex SeenPerson();

    [GeneratedRegex("name=\"Form.BlockId\" value=\"([^\"]*)\"")]
    private static partial Regex Block();

    [GeneratedRegex("role=\"alert\">([^<]*)<")]
    private static partial Regex Refusal();
}
