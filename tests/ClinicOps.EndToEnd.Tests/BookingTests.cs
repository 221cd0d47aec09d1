using ClinicOps.Intake.Contracts;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The schedule on the keyboard: nothing here touches the mouse.</summary>
[Collection(nameof(MondayMorning))]
public sealed class BookingTests(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>Somebody who works day and night at Harbor, of this test's own.</summary>
    private readonly Guid provider = Guid.NewGuid();

    public async ValueTask InitializeAsync() => await morning.Employ(provider, $"Amara {provider}", "follow-up", "Follow-up");

    public async ValueTask DisposeAsync() => await morning.Retire(provider);

    [Fact]
    public async Task An_appointment_is_booked_from_its_task_which_is_then_done_and_is_moved_cancelled_and_put_back()
    {
        var task = await AskForAppointment();
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/intake/tasks/task/{task}");

        await Press(user, "b", "**/scheduling/day?task=*");
        await Expect(user.Page.GetByText("Schedule: MRI of the knee")).ToBeVisibleAsync();
        await Expect(user.Page.Locator("a.slot:focus")).ToHaveCountAsync(1);
        await user.ExpectAccessible();
        await GoToOwnColumn(user);
        await user.Press("ArrowDown");
        var time = await user.Page.Locator("a.slot:focus").InnerTextAsync();
        await Press(user, "Enter", "**/scheduling/book?*");
        await user.ExpectAccessible();
        await user.Page.Keyboard.TypeAsync("Fol");
        await user.Press("Tab");
        await user.Press("Enter");

        await user.ExpectToast("Booked: ");
        await Expect(user.Page.Locator("a.visit-open:focus")).ToContainTextAsync(time);
        await user.ExpectAccessible();
        await BecomesInTheTask(user, task, "done");

        await user.Page.GoBackAsync();
        await Expect(user.Page.Locator("a.visit-open:focus")).ToHaveCountAsync(1);

        // In hand it goes to the next day.
        await user.Press("m");
        await Expect(user.Page.Locator(".drag-ghost")).ToBeVisibleAsync();
        await Press(user, "d", "**&moving=*");
        await Expect(user.Page.GetByText("Moving:")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await GoToOwnColumn(user);
        for (var step = 0; step < 4; step++)
        {
            await user.Press("ArrowDown");
        }

        await user.Press("Enter");
        await user.ExpectToast("Moved to ");
        await Expect(user.Page.Locator("a.visit-open:focus")).ToHaveCountAsync(1);

        await user.Press("x");
        await user.ExpectToast("is cancelled.");
        await user.Press("u");
        await user.ExpectToast("stands again.");
        await Press(user, "Enter", "**/scheduling/visits/visit/*");
        await user.ExpectAccessible();
        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await user.ExpectAccessible();
        await Press(user, "Escape", "**/scheduling/day?*");
        await user.ExpectAccessible();

        await Press(user, "x", "**/scheduling/day?*");
        await user.ExpectToast("is cancelled.");
        await BecomesInTheTask(user, task, "open");
    }

    [Fact]
    public async Task A_patient_is_found_by_three_letters_and_booked_into_a_free_time_of_tomorrow()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk", ColorScheme.Dark);
        await user.Open("/scheduling/day");
        await Press(user, "d", "**/scheduling/day?*");
        await user.Page.Locator("#day [tabindex='0']").FocusAsync();
        await GoToOwnColumn(user);
        await Press(user, "Enter", "**/scheduling/book?*");

        await user.Search("har");
        await Expect(user.Page.Locator("#found input[type=radio]").First).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Press("ArrowDown");
        await Expect(user.Page.Locator("#found input[type=radio]:checked:focus")).ToHaveCountAsync(1);
        await user.Press("Enter");
        await user.Page.Keyboard.TypeAsync("Fol");
        await user.Press("Tab");
        await user.Press("Enter");

        await user.ExpectToast("Booked: ");
        await user.ExpectAccessible();
        await user.Press("u");
        await user.ExpectToast("is cancelled.");
    }

    [Fact]
    public async Task A_day_that_nobody_works_says_so_and_is_accessible()
    {
        await using var user = await morning.Clinic.SignIn("Clinician");
        await user.Open($"/scheduling/day?location={TestOrganization.Mesa.Id}&date=2042-02-02");

        await Expect(user.Page.GetByText("Nobody works at Mesa on this day")).ToBeVisibleAsync();
        await user.ExpectAccessible();
    }

    /// <summary>As an imaging order leaves it.</summary>
    private async Task<Guid> AskForAppointment()
    {
        var task = Guid.CreateVersion7();
        await morning.Clinic.Host.Sql(
            $"""
            INSERT INTO intake.tasks (id, kind, title, detail, state, patient_id, location_id, care_thread_id, urgency, due, access_class, raised_at, legal_hold)
            SELECT '{task}', 'schedule', 'Schedule: MRI of the knee', '', 'open', id, '{TestOrganization.Harbor.Id}', gen_random_uuid(), 'urgent', current_date, 'standard', now(), false
            FROM intake.patients ORDER BY mrn LIMIT 1
            """);
        return task;
    }

    private async Task BecomesInTheTask(BrowserUser user, Guid task, string state)
    {
        await MondayMorning.Until(() => morning.Clinic.Host.In((ITasks tasks) => tasks.Find(task)), found => found?.State == state);
        await user.Open($"/intake/tasks/task/{task}");
        await Expect(user.Page.Locator(".badge", new() { HasTextString = state }).First).ToBeVisibleAsync();
    }

    /// <summary>Other tests leave providers of their own: to the right until this one's.</summary>
    private async Task GoToOwnColumn(BrowserUser user)
    {
        var own = user.Page.Locator($".slot:focus[id^='slot-{provider}'], .slot:focus[value^='{provider}']");
        for (var step = 0; step < 20 && await own.CountAsync() == 0; step++)
        {
            await user.Press(step < 10 ? "ArrowRight" : "ArrowLeft");
        }

        await Expect(own).ToHaveCountAsync(1);
    }

    /// <summary>A key that leads to another page, with its scripts.</summary>
    private static async Task Press(BrowserUser user, string key, string address)
    {
        await user.Press(key);
        await user.Page.WaitForURLAsync(address);
        await user.Page.WaitForLoadStateAsync();
    }
}
