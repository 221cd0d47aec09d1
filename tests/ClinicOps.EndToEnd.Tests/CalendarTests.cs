using System.Globalization;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The calendar in a browser: what moving costs by mouse and by keys, and what each view shows. Of a provider and a day of its own.</summary>
[Collection(nameof(MondayMorning))]
public sealed class CalendarTests(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>Of a Tuesday, where it is.</summary>
    private static readonly DateTimeOffset Nine = new(2031, 3, 4, 14, 0, 0, TimeSpan.Zero);

    private static readonly string Day = $"/scheduling/day?location={TestOrganization.Harbor.Id}&date=2031-03-04";

    private readonly Guid provider = Guid.NewGuid();
    private readonly Guid kind = Guid.NewGuid();
    private readonly Guid room = Guid.NewGuid();
    private Guid visit;
    private Guid other;

    public async ValueTask InitializeAsync()
    {
        await morning.Employ(provider, $"Cal {provider}", "follow-up", "Follow-up");
        await morning.Clinic.Host.Sql($"INSERT INTO scheduling.resource_kinds (id, name, is_device) VALUES ('{kind}', 'room {kind}', false)");
        await morning.Clinic.Host.Sql($"INSERT INTO scheduling.resources (id, kind_id, location_id, name, capacity, is_closed) VALUES ('{room}', '{kind}', '{TestOrganization.Harbor.Id}', 'Cal {room}', 1, false)");
        visit = await Enter(Nine, $"array['{room}'::uuid]");
        other = await Enter(Nine.AddHours(1), "'{}'");
    }

    public async ValueTask DisposeAsync()
    {
        await morning.Retire(provider);
        await morning.Clinic.Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE provider_id = '{provider}'");
        await morning.Clinic.Host.Sql($"DELETE FROM scheduling.resources WHERE id = '{room}'");
        await morning.Clinic.Host.Sql($"DELETE FROM scheduling.resource_kinds WHERE id = '{kind}'");
    }

    [Fact]
    public async Task A_visit_is_moved_by_one_drag_or_three_keys_made_longer_by_two_or_its_edge_and_each_is_undone()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open($"{Day}#visit-{visit}");

        // One drag, to half past.
        await Drag(user, user.Page.Locator($"#visit-{visit}"), Slot(user, Nine.AddMinutes(30)));
        await ExpectToast(user, "Moved to Tue 03/04 9:30 AM.");
        Assert.Equal(Nine.AddMinutes(30), await StartOf(visit));
        await Expect(user.Page.Locator($"#visit-{visit}:focus")).ToHaveCountAsync(1);
        await user.Press("u");
        await ExpectToast(user, "Moved to Tue 03/04 9:00 AM.");
        Assert.Equal(Nine, await StartOf(visit));

        // By keys: counted from the focused visit.
        await Expect(user.Page.Locator($"#visit-{visit}:focus")).ToHaveCountAsync(1);
        string[] keys = ["m", "ArrowDown", "Enter"];
        Assert.InRange(keys.Length, 1, 4);
        await user.Press(keys[0]);
        await Expect(user.Page.Locator(".drag-ghost")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Press(keys[1]);
        await Expect(user.Page.Locator("#in-hand")).ToContainTextAsync("9:10 AM");
        await user.Press(keys[2]);
        await ExpectToast(user, "Moved to Tue 03/04 9:10 AM.");
        await user.Press("u");
        await ExpectToast(user, "Moved to Tue 03/04 9:00 AM.");

        // Taken in hand and left where it is.
        await user.Press("m");
        await user.Press("ArrowDown");
        await user.Press("Escape");
        await Expect(user.Page.Locator(".drag-ghost")).ToHaveCountAsync(0);

        // Longer by two keys, and by its edge.
        await user.Press("+");
        await user.Press("Enter");
        await ExpectToast(user, "now 30 minutes, until 9:30 AM.");
        await user.Press("u");
        await ExpectToast(user, "now 20 minutes, until 9:20 AM.");
        await Drag(user, user.Page.Locator($".visit:has(#visit-{visit}) .visit-edge"), Slot(user, Nine.AddMinutes(50)));
        await ExpectToast(user, "now 60 minutes, until 10:00 AM.");
        await user.Press("u");
        await ExpectToast(user, "now 20 minutes, until 9:20 AM.");

        // Onto another visit: it stays, and what to do is said.
        await Drag(user, user.Page.Locator($"#visit-{visit}"), user.Page.Locator($"#visit-{other}"));
        await ExpectToast(user, "there is a visit at Tue 03/04 10:00 AM. Nothing was changed. The visit is where it was. Choose a free time");
        Assert.Equal(Nine, await StartOf(visit));
    }

    [Fact]
    public async Task The_week_and_the_rooms_are_a_key_away_and_accessible_and_a_visit_goes_to_another_day()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open($"{Day}&view=week&provider={provider}#visit-{visit}");
        await user.ExpectAccessible();
        await Drag(user, user.Page.Locator($"#visit-{visit}"), Slot(user, Nine.AddDays(1)));
        await ExpectToast(user, "Moved to Wed 03/05 9:00 AM.");
        await Expect(user.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("view=week"));
        await user.Press("u");
        await ExpectToast(user, "Moved to Tue 03/04 9:00 AM.");
        await Expect(user.Page.Locator($"#visit-{visit}:focus")).ToHaveCountAsync(1);
        await user.Press("m");
        await user.Press("ArrowRight");
        await user.Press("Enter");
        await ExpectToast(user, "Moved to Wed 03/05 9:00 AM.");
        await user.Press("u");
        await ExpectToast(user, "Moved to Tue 03/04 9:00 AM.");

        // Of its type no room is needed, so that it gave its own back as it moved.
        await morning.Clinic.Host.Sql($"UPDATE scheduling.visits SET resource_ids = array['{room}'::uuid], resource_lanes = array[1] WHERE id = '{visit}'");
        await user.Press("3");
        await Expect(user.Page.Locator($"th[data-provider='{room}']")).ToHaveCountAsync(1);
        await Expect(user.Page.Locator($"#visit-{visit}")).ToHaveCountAsync(1);
        await user.ExpectAccessible();
        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await user.Page.SetViewportSizeAsync(640, 400);
        await user.ExpectAccessible();
        Assert.True(await user.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), "cut off sideways at twice the size");
        await user.Press("2");

        // Rooms are nobody's: the week is the first provider's, who may not work in that one.
        await Expect(user.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("view=week"));
        await user.Open($"{Day}&view=week&provider={provider}");
        await Expect(user.Page.Locator("table.is-week")).ToHaveCountAsync(1);
        Assert.True(await user.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), "cut off sideways at twice the size");
        await user.ExpectAccessible();
        await user.Press("1");
        await Expect(user.Page.Locator("table.day:not(.is-week)")).ToHaveCountAsync(1);
        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await user.Open($"/scheduling/visits/visit/{visit}/move");
        await user.ExpectAccessible();
        await user.Open($"/scheduling/day/sheet?location={TestOrganization.Harbor.Id}&date=2031-03-04&provider={provider}");
        await Expect(user.Page.GetByRole(AriaRole.Button, new() { Name = "Print" })).ToBeVisibleAsync();
        await user.ExpectAccessible();
    }

    [Fact]
    public async Task In_the_rooms_a_visit_goes_to_another_room_by_one_drag_or_three_keys_and_back_by_an_undo()
    {
        var (next, type) = (Guid.NewGuid(), Guid.NewGuid());
        await morning.Clinic.Host.Sql($"INSERT INTO scheduling.resources (id, kind_id, location_id, name, capacity, is_closed) VALUES ('{next}', '{kind}', '{TestOrganization.Harbor.Id}', 'Cal {room} next', 1, false)");
        await morning.Clinic.Host.Sql($"INSERT INTO scheduling.visit_types (id, code, name, minutes) VALUES ('{type}', '{type}', 'Cal {type}', 20); INSERT INTO scheduling.visit_type_needs (visit_type_id, kind_id) VALUES ('{type}', '{kind}')");
        await morning.Clinic.Host.Sql($"UPDATE scheduling.visits SET visit_type_id = '{type}', resource_ids = array['{room}'::uuid], resource_lanes = array[1] WHERE id = '{visit}'");
        try
        {
            await using var user = await morning.Clinic.SignIn("FrontDesk");
            await user.Open($"{Day}&view=rooms#visit-{visit}");
            await Drag(user, user.Page.Locator($"#visit-{visit}"), user.Page.Locator($"th[data-provider='{next}']"));
            await ExpectToast(user, $"is in Cal {room} next now.");
            await Expect(user.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("view=rooms"));
            Assert.Equal([next], await RoomOf(visit));
            await user.Press("u");
            await ExpectToast(user, $"is in Cal {room} now.");
            Assert.Equal([room], await RoomOf(visit));

            // By keys: counted from the focused visit. Its time stays.
            await Expect(user.Page.Locator($"#visit-{visit}:focus")).ToHaveCountAsync(1);
            await user.Press("m");
            await user.Press("ArrowRight");
            await Expect(user.Page.Locator("#in-hand")).ToHaveTextAsync($"Cal {room} next");
            await user.ExpectAccessible();
            await user.Press("Enter");
            await ExpectToast(user, $"is in Cal {room} next now.");
            Assert.Equal([next], await RoomOf(visit));
            Assert.Equal(Nine, await StartOf(visit));

            // Into one that is blocked then: it stays, and that is said.
            await morning.Clinic.Host.Sql($"INSERT INTO scheduling.blocks (id, resource_id, starts_at, ends_at, reason, made_at) VALUES ('{room}', '{room}', '{Nine:O}', '{Nine.AddMinutes(30):O}', 'cleaning', now())");
            await Expect(user.Page.Locator($"#visit-{visit}:focus")).ToHaveCountAsync(1);
            await user.Press("m");
            await user.Press("ArrowLeft");
            await user.Press("Enter");
            await ExpectToast(user, $"Cal {room} is not free then. Nothing was changed.");
            Assert.Equal([next], await RoomOf(visit));
        }
        finally
        {
            await morning.Clinic.Host.Sql(
                $"""
                UPDATE scheduling.visits SET visit_type_id = NULL, resource_ids = array['{room}'::uuid], resource_lanes = array[1] WHERE id = '{visit}';
                DELETE FROM scheduling.blocks WHERE id = '{room}'; DELETE FROM scheduling.resources WHERE id = '{next}';
                DELETE FROM scheduling.visit_type_needs WHERE visit_type_id = '{type}'; DELETE FROM scheduling.visit_types WHERE id = '{type}'
                """);
        }
    }

    [Fact]
    public async Task What_somebody_else_changes_is_offered_and_nothing_moves_while_a_visit_is_in_hand()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open($"{Day}#visit-{visit}");
        await Expect(user.Page.Locator($"#visit-{visit}:focus")).ToHaveCountAsync(1);
        await user.Press("m");
        await user.Press("ArrowDown");
        await morning.Clinic.Host.Sql($"UPDATE scheduling.visits SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour' WHERE id = '{other}'");

        await Expect(user.Page.GetByText("The day has changed.")).ToBeVisibleAsync();
        await Expect(user.Page.Locator(".drag-ghost")).ToBeVisibleAsync();
        await Expect(user.Page.Locator($"[data-visit='{other}']")).ToHaveAttributeAsync("data-start", "2031-03-04T15:00Z");
        await user.Press("Escape");
        await user.Press("r");
        await Expect(user.Page.Locator($"[data-visit='{other}']")).ToHaveAttributeAsync("data-start", "2031-03-04T16:00Z");
    }

    [Fact]
    public async Task A_free_time_is_blocked_by_a_key_with_the_form_filled_in()
    {
        await using var user = await morning.Clinic.SignIn("Manager");
        await user.Open($"{Day}#visit-{visit}");
        await Slot(user, Nine.AddMinutes(30)).FocusAsync();
        await user.Press("b");
        await user.Page.WaitForURLAsync("**/scheduling/settings/closed?*");

        await Expect(user.Page.GetByLabel("Who or what")).ToHaveValueAsync($"provider:{provider}");
        await Expect(user.Page.GetByLabel("From", new() { Exact = true })).ToHaveValueAsync("09:30");
        await Expect(user.Page.GetByLabel("Reason, nothing about a patient")).ToBeFocusedAsync();
        await user.ExpectAccessible();
    }

    private async Task<Guid> Enter(DateTimeOffset at, string rooms)
    {
        var id = Guid.CreateVersion7();
        await morning.Clinic.Host.Sql(
            $"""
            INSERT INTO scheduling.visits (id, patient_id, provider_id, location_id, visit_type, starts_at, ends_at, state, access_class, entered_at, legal_hold, resource_ids, resource_lanes)
            SELECT '{id}', id, '{provider}', '{TestOrganization.Harbor.Id}', 'Follow-up', '{at:O}', '{at.AddMinutes(20):O}', 'booked', 'standard', now(), false, {rooms}, {(rooms == "'{}'" ? rooms : "array[1]")}
            FROM intake.patients WHERE access_class = 'standard' ORDER BY mrn LIMIT 1
            """);
        return id;
    }

    private ILocator Slot(BrowserUser user, DateTimeOffset at) => user.Page.Locator($"[id='slot-{provider}-{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}']");

    private async Task<IReadOnlyList<Guid>> RoomOf(Guid id) => (Guid[])(await morning.Clinic.Host.Sql($"SELECT resource_ids FROM scheduling.visits WHERE id = '{id}'"))[0]!;

    private async Task<DateTimeOffset> StartOf(Guid id) => new((DateTime)(await morning.Clinic.Host.Sql($"SELECT starts_at FROM scheduling.visits WHERE id = '{id}'"))[0]!);

    /// <summary>With the mouse alone, from the upper part of one to the middle of the other.</summary>
    private static async Task Drag(BrowserUser user, ILocator from, ILocator to)
    {
        await user.Page.WaitForLoadStateAsync();
        await from.EvaluateAsync("element => element.scrollIntoView({ block: 'center', inline: 'center' })");
        var start = (await from.BoundingBoxAsync())!;
        await user.Page.Mouse.MoveAsync(start.X + (start.Width / 2), start.Y + Math.Min(start.Height / 2, 8));
        await user.Page.Mouse.DownAsync();
        await user.Page.Mouse.MoveAsync(start.X + (start.Width / 2), start.Y + 16, new() { Steps = 3 });
        var end = (await to.BoundingBoxAsync())!;
        await user.Page.Mouse.MoveAsync(end.X + (end.Width / 2), end.Y + Math.Min(end.Height / 2, 8), new() { Steps = 8 });
        await Expect(user.Page.Locator(".drag-ghost")).ToBeVisibleAsync();
        await user.Page.Mouse.UpAsync();
    }

    /// <summary>Once the page and its scripts are there.</summary>
    private static async Task ExpectToast(BrowserUser user, string words)
    {
        await Expect(user.Page.Locator(".toast:not(#session-warning)")).ToContainTextAsync(words);
        await user.Page.WaitForLoadStateAsync();
    }
}
