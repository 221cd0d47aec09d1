using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>
/// What the front desk's everyday acts cost, counted from the page Today: a click, a key, or a field that is filled is one action. The walk-in is counted in
/// <see cref="FlowBoardTests"/>.
/// </summary>
[Collection(nameof(MondayMorning))]
public sealed class EffortTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly Guid provider = Guid.NewGuid();
    private int actions;

    public async ValueTask InitializeAsync() => await morning.Employ(provider, $"Edda {provider}", "follow-up", "Follow-up");

    public async ValueTask DisposeAsync() => await morning.Retire(provider);

    [Fact]
    public async Task The_next_free_time_is_found_with_three_actions_and_booked_for_a_known_patient_with_eight()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");

        await Act(() => user.Page.GetByRole(AriaRole.Link, new() { Name = "Next free", Exact = true }).ClickAsync());
        await user.Arrive("**/scheduling/next-free");
        await Expect(user.Page.Locator("#visit-type:focus")).ToHaveCountAsync(1);
        await user.ExpectAccessible();
        await Act(() => user.Page.Keyboard.TypeAsync("Fol"));
        await Act(() => user.Page.GetByRole(AriaRole.Button, new() { Name = "Look", Exact = true }).ClickAsync());
        await user.Arrive("**/scheduling/next-free?*");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "Free times" }).GetByRole(AriaRole.Link).First).ToBeVisibleAsync();
        Assert.InRange(actions, 1, 3);
        await user.ExpectAccessible();

        await Act(() => user.Press("1"));
        await user.Arrive("**/scheduling/book?*");
        await Act(() => user.Search("har"));
        await Expect(user.Page.Locator("#found input[type=radio]").First).ToBeVisibleAsync();
        await Act(() => user.Press("ArrowDown"));
        await Act(() => user.Press("Enter"));
        await user.Arrive("**/scheduling/day?*");
        await Expect(user.Toast).ToContainTextAsync("Booked: ");
        Assert.InRange(actions, 1, 8);

        await user.Press("u");
        await Expect(user.Toast).ToContainTextAsync("is cancelled.");
    }

    [Fact]
    public async Task A_known_patient_is_booked_into_a_free_time_of_the_day_with_eight_actions()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");

        await Act(() => user.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Schedule", Exact = true }).ClickAsync());
        await user.Arrive("**/scheduling/day*");
        if (morning.IsLateEvening)
        {
            // Of this day nothing is left to book: one key more leads to the next.
            await Act(() => user.Press("d"));
            await user.Arrive("**/scheduling/day?*");
        }

        await Act(() => user.Page.Locator($"td.free:not(.past) a.slot[id^='slot-{provider}']").First.ClickAsync());
        await user.Arrive("**/scheduling/book?*");
        await Act(() => user.Search("har"));
        await Expect(user.Page.Locator("#found input[type=radio]").First).ToBeVisibleAsync();
        await Act(() => user.Press("ArrowDown"));
        await Act(() => user.Press("Enter"));
        await Act(() => user.Page.Keyboard.TypeAsync("Fol"));
        await Act(() => user.Page.GetByRole(AriaRole.Button, new() { Name = "Book", Exact = true }).ClickAsync());
        await user.Arrive("**/scheduling/day?*");
        await Expect(user.Toast).ToContainTextAsync("Booked: ");
        Assert.InRange(actions, 1, morning.IsLateEvening ? 9 : 8);

        await user.Press("u");
        await Expect(user.Toast).ToContainTextAsync("is cancelled.");
    }

    [Fact]
    public async Task A_visit_of_today_is_moved_with_four_keys_or_two_clicks_and_put_back_with_one()
    {
        // The first of those that come next, whatever other stories of this morning left there.
        await morning.Clinic.Host.Sql("UPDATE scheduling.visits SET state = 'cancelled' WHERE state = 'booked' AND starts_at BETWEEN now() AND now() + interval '6 minutes'");
        var visit = await Enter("now() + interval '5 minutes'");
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");
        await user.ExpectAccessible();

        await Act(() => user.Press("1"));
        await Expect(user.Page.Locator($"a[href$='{visit}']:focus")).ToHaveCountAsync(1);
        await Act(() => user.Press("m"));
        await user.Arrive($"**/scheduling/visits/visit/{visit}/move");
        await user.ExpectAccessible();
        await Act(() => user.Press("2"));
        await user.Arrive("**/scheduling/day?*");
        await Expect(user.Toast).ToContainTextAsync("Moved to ");
        Assert.InRange(actions, 1, 4);
        Assert.Equal([false], await morning.Clinic.Host.Sql($"SELECT starts_at < now() + interval '6 minutes' FROM scheduling.visits WHERE id = '{visit}'"));
        await user.Press("u");
        await MondayMorning.Until(() => morning.Clinic.Host.Sql($"SELECT starts_at < now() + interval '6 minutes' FROM scheduling.visits WHERE id = '{visit}'"), answer => answer[0] is true);

        await user.Open("/");
        actions = 0;
        await Act(() => user.Page.Locator($"a[href$='{visit}/move']").ClickAsync());
        await user.Arrive($"**/scheduling/visits/visit/{visit}/move");
        await Act(() => user.Page.Locator("button[name='Form.Take']").First.ClickAsync());
        await user.Arrive("**/scheduling/day?*");
        await Expect(user.Toast).ToContainTextAsync("Moved to ");
        Assert.InRange(actions, 1, 2);
        await morning.Clinic.Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE id = '{visit}'");
    }

    [Fact]
    public async Task A_visit_is_confirmed_by_phone_with_two_actions()
    {
        // The first of the list, whatever other stories of this morning left on it.
        await morning.Clinic.Host.Sql("UPDATE scheduling.visits SET state = 'cancelled' WHERE state = 'booked' AND starts_at BETWEEN now() AND now() + interval '6 minutes'");
        var visit = await Enter("now() + interval '5 minutes'");
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");

        await Act(() => user.Page.GetByRole(AriaRole.Region, new() { Name = "Confirm and walk-ins" }).Locator("a[href='/scheduling/confirm']").ClickAsync());
        await user.Arrive("**/scheduling/confirm");
        await Expect(user.Page.Locator($"a[href$='{visit}']:focus")).ToHaveCountAsync(1);
        await user.ExpectAccessible();
        await Act(() => user.Press("y"));
        await Expect(user.Toast).ToContainTextAsync("Confirmed: noted.");
        Assert.InRange(actions, 1, 2);

        Assert.Equal(["confirmed"], await morning.Clinic.Host.Sql($"SELECT outcome FROM scheduling.contact_attempts WHERE visit_id = '{visit}'"));
        await morning.Clinic.Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE id = '{visit}'");
    }

    [Fact]
    public async Task A_letter_is_drafted_from_a_task_approved_and_put_into_the_print_queue_with_four_actions()
    {
        var patient = (await morning.Clinic.Host.Sql("SELECT id FROM intake.patients WHERE access_class = 'standard' AND merged_into_id IS NULL AND id IN (SELECT patient_id FROM intake.patient_addresses) ORDER BY mrn DESC OFFSET 7"))[0]!;
        var task = await morning.Clinic.Host.Insert(
            "intake.tasks", ("kind", "schedule"), ("title", "Schedule: a letter in four actions"), ("state", "open"), ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("urgency", "routine"),
            ("access_class", "standard"), ("raised_at", "now()"));
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/intake/tasks/task/{task}");

        await Act(() => user.Page.GetByRole(AriaRole.Button, new() { Name = "Draft a letter" }).ClickAsync());
        await user.Arrive("**/correspondence/letters/letter/*");
        await Act(() => user.Page.GetByRole(AriaRole.Button, new() { Name = "Approve these pages" }).ClickAsync());
        await user.ExpectToast("Approved. Now choose how it leaves.");
        await Act(() => user.Page.GetByRole(AriaRole.Link, new() { Name = "Send…", Exact = true }).ClickAsync());
        await user.Arrive("**/send");
        await Act(() => user.Page.GetByRole(AriaRole.Button, new() { Name = "Put into the print queue" }).ClickAsync());
        await user.Arrive("**/correspondence/letters/letter/*");

        Assert.InRange(actions, 1, 4);
        Assert.Equal(["print pending"], await morning.Clinic.Host.Sql($"SELECT d.way || ' ' || d.state FROM correspondence.deliveries d JOIN correspondence.letters l ON l.id = d.letter_id WHERE l.task_id = '{task}'"));
        await morning.Clinic.Host.Sql($"UPDATE intake.tasks SET state = 'withdrawn' WHERE id = '{task}'");
    }

    private Task<Guid> Enter(string starts) => morning.Clinic.Host.Insert(
        "scheduling.visits",
        ("patient_id", morning.Task.PatientId!), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
        ("starts_at", starts), ("ends_at", $"{starts} + interval '20 minutes'"));

    private async Task Act(Func<Task> act)
    {
        actions++;
        await act();
    }
}
