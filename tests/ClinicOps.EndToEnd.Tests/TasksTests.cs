using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The list of tasks on the keyboard.</summary>
[Collection(nameof(MondayMorning))]
public sealed class TasksTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly List<Guid> unowned = [];

    /// <summary>Two that are nobody's, whatever other stories of this morning left.</summary>
    public async ValueTask InitializeAsync()
    {
        foreach (var title in new[] { "Call about the bill", "Call about the form" })
        {
            unowned.Add(await morning.Clinic.Host.Insert(
                "intake.tasks", ("kind", "call"), ("title", title), ("state", "open"), ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("urgency", "routine"), ("access_class", "standard"), ("raised_at", "now()")));
        }
    }

    public async ValueTask DisposeAsync() => await morning.Clinic.Host.Sql($"UPDATE intake.tasks SET state = 'withdrawn' WHERE id IN ('{unowned[0]}', '{unowned[1]}')");

    [Fact]
    public async Task Several_tasks_are_chosen_taken_and_snoozed_by_the_keys_and_each_is_undone_as_one()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open("/intake/tasks?show=unowned");
        var (mine, snoozed) = (await Count(user, "mine"), await Count(user, "snoozed"));
        await user.ExpectAccessible();

        foreach (var key in "jxjxm")
        {
            await user.Press($"{key}");
        }

        await Toast(user, "2 tasks are yours.");
        Assert.Equal(mine + 2, await Count(user, "mine"));
        await user.Press("u");
        await Toast(user, "Undone for 2 tasks.");
        Assert.Equal(mine, await Count(user, "mine"));

        await user.Open("/intake/tasks?show=open");
        await user.Page.Locator($"[data-row-link][href='/intake/tasks/task/{morning.Task.Id}']").FocusAsync();
        await user.Press("z");
        await Expect(user.Page.Locator("#snooze")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Page.Locator("#snooze").GetByLabel("Back on").FillAsync($"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}");
        await user.Page.Locator("#snooze").GetByLabel("Why").FillAsync("The patient is away");
        await user.Press("Enter");

        // It is due before that: the form stands again with what was typed.
        await Expect(user.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The task is due on");
        var again = user.Page.GetByRole(AriaRole.Region, new() { Name = "Snooze", Exact = true });
        await Expect(again.GetByLabel("Why")).ToHaveValueAsync("The patient is away");
        await user.ExpectAccessible();
        await again.GetByLabel("Also past the day").CheckAsync();
        await again.GetByRole(AriaRole.Button, new() { Name = "Snooze" }).ClickAsync();
        await Toast(user, "The task is snoozed.");
        Assert.Equal(snoozed + 1, await Count(user, "snoozed"));
        await user.Press("u");
        await Toast(user, "Undone.");
        Assert.Equal(snoozed, await Count(user, "snoozed"));

        foreach (var group in new[] { "visit", "care thread" })
        {
            await user.Page.GetByRole(AriaRole.Navigation, new() { Name = "Put together" }).GetByRole(AriaRole.Link, new() { Name = group }).ClickAsync();
            await Expect(user.Page.Locator("th[scope=rowgroup]").First).ToBeVisibleAsync();
            await user.ExpectAccessible();
        }
    }

    [Fact]
    public async Task A_task_says_what_closing_it_does_and_keeps_what_is_said_about_it()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/intake/tasks/task/{morning.Task.Id}");
        await Expect(user.Page.GetByText("closes it:")).ToBeVisibleAsync();

        await user.Page.GetByLabel("Comment").FillAsync("She prefers mornings");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Add the comment" }).ClickAsync();
        await Toast(user, "The comment is kept.");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "History" })).ToContainTextAsync("comment by Coordinator Tester: She prefers mornings");
        await user.ExpectAccessible();
    }

    private static async Task<int> Count(BrowserUser user, string view) => int.Parse(await user.Page.Locator($"#count-{view}").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);

    private static Task Toast(BrowserUser user, string text) => Expect(user.Page.Locator(".toast:not(#session-warning)")).ToContainTextAsync(text);
}
