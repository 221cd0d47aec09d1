using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The flow board in a browser: what it costs in actions, and that it works by keys alone.</summary>
[Collection(nameof(MondayMorning))]
public sealed class FlowBoardTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly Guid provider = Guid.NewGuid();

    public async ValueTask InitializeAsync() => await morning.Employ(provider, $"Flora {provider}", "walk-in", "Walk-in");

    public async ValueTask DisposeAsync() => await morning.Retire(provider);

    [Fact]
    public async Task A_walk_in_is_booked_and_arrived_with_five_actions_from_Today_and_goes_its_way_by_keys()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");
        var actions = 0;
        async Task Act(Func<Task> act)
        {
            actions++;
            await act();
        }

        await Act(() => user.Page.GetByRole(AriaRole.Link, new() { Name = "Walk-in", Exact = true }).ClickAsync());
        await user.Page.WaitForURLAsync("**/scheduling/walk-in*");
        await user.ExpectAccessible();
        await Act(() => user.Search("har"));
        await Expect(user.Page.Locator("#found input[type=radio]").First).ToBeVisibleAsync();
        await Act(() => user.Press("ArrowDown"));
        await Act(() => user.Page.GetByRole(AriaRole.Button, new() { Name = "Book and arrived" }).ClickAsync());
        if (morning.IsLateEvening)
        {
            // The day may be too short by now for anybody: that is said, and who was found stays chosen.
            var refused = user.Page.GetByText("free for the rest of today");
            await Expect(refused.Or(user.Page.GetByRole(AriaRole.Region, new() { Name = "Expected" }))).ToBeVisibleAsync();
            if (await refused.IsVisibleAsync())
            {
                await Expect(user.Page.Locator("#found input[type=radio]:checked")).ToHaveCountAsync(1);
                return;
            }
        }

        await user.Page.WaitForURLAsync("**/scheduling/board*");
        await Expect(user.Page.Locator(".toast:not(#session-warning)")).ToContainTextAsync("and arrived.");
        Assert.InRange(actions, 1, 5);
        await user.ExpectAccessible();
        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await user.ExpectAccessible();

        // The focus is on the visit: its last step is taken back and taken again without the mouse.
        await Expect(user.Page.Locator(".flow-card:focus-within")).ToHaveCountAsync(1);
        var visit = await user.Page.Locator(".flow-card:focus-within").GetAttributeAsync("id");
        await user.Press("b");
        await Expect(user.Page.Locator(".toast:not(#session-warning)")).ToContainTextAsync("Taken back.");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "Expected" }).Locator($"#{visit}")).ToHaveCountAsync(1);
        await user.Press("Enter");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "Arrived" }).Locator($"#{visit}")).ToHaveCountAsync(1);

        // Somebody else is told that there is something new, and nothing moves before it is asked for.
        await using (var other = await morning.Clinic.SignIn("Clinician"))
        {
            await other.Open("/scheduling/board");
            await morning.Clinic.Host.Sql($"UPDATE intake.check_ins SET checked_in_at = now() WHERE visit_id = '{visit!["visit-".Length..]}'");
            await Expect(other.Page.GetByText("The board has changed.")).ToBeVisibleAsync();
            await Expect(other.Page.GetByRole(AriaRole.Region, new() { Name = "Arrived" }).Locator($"#{visit}")).ToHaveCountAsync(1);
            await other.Press("r");
            await Expect(other.Page.GetByRole(AriaRole.Region, new() { Name = "Checked in" }).Locator($"#{visit}")).ToHaveCountAsync(1);
        }

        await user.Open("/scheduling/waiting-room");
        await user.ExpectAccessible();
        await Expect(user.Page.Locator("main li")).Not.ToHaveCountAsync(0);
        await morning.Clinic.Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE id = '{visit["visit-".Length..]}'");
    }
}
