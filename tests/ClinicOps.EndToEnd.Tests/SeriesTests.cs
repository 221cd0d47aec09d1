using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>Booking within a window, series and requests that end, on the keyboard.</summary>
[Collection(nameof(MondayMorning))]
public sealed class SeriesTests(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>Somebody who works day and night at Harbor, of this test's own.</summary>
    private readonly Guid provider = Guid.NewGuid();

    private readonly Guid thread = Guid.NewGuid();

    public async ValueTask InitializeAsync() => await morning.Employ(provider, $"Selma {provider}", "follow-up", "Follow-up");

    public async ValueTask DisposeAsync() => await morning.Retire(provider);

    [Fact]
    public async Task A_request_is_booked_within_the_days_that_are_authorized_and_a_series_of_it_is_cancelled_from_one_on_and_put_back()
    {
        var task = await AskForAppointment();
        var until = LocalTime.DayAt(TestOrganization.Harbor, DateTimeOffset.UtcNow).AddDays(10);
        await morning.Clinic.Host.Insert(
            "intake.authorizations", ("patient_id", "(SELECT id FROM intake.patients ORDER BY mrn LIMIT 1)"), ("care_thread_id", thread), ("location_id", TestOrganization.Harbor.Id), ("payer", "Ohio Medicaid"), ("codes", "[]"), ("urgency", "standard"),
            ("state", "approved"), ("number", "PA-1"), ("access_class", "standard"), ("unit_basis", "visits"), ("units_approved", "2"), ("valid_from", "(current_date - 2)"), ("valid_to", $"{until:yyyy-MM-dd}"));
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open("/scheduling/requests");
        await user.ExpectAccessible();

        var type = (await morning.Clinic.Host.Sql("SELECT id FROM scheduling.visit_types WHERE code = 'follow-up'"))[0];
        await user.Open($"/scheduling/next-free?task={task}&provider={provider}&visitTypeId={type}");
        await Expect(user.Page.GetByText("2 of 2 visits left.")).ToBeVisibleAsync();
        await Expect(user.Page.GetByText("beyond:")).ToHaveCountAsync(0);
        await user.ExpectAccessible();
        await Press(user, "b", "**beyond=true*");
        await Expect(user.Page.GetByText("Every day is offered")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await Press(user, "1", "**/scheduling/book?*");
        await user.Press("Escape");
        await Press(user, "s", "**/scheduling/series?*");
        await Expect(user.Page.Locator("input[type=checkbox]:checked")).ToHaveCountAsync(4);
        await Expect(user.Page.GetByText("4 visits, 2 authorized.")).ToBeVisibleAsync();
        await Expect(user.Page.GetByText("beyond: the authorization must be extended first").First).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await Press(user, "b", "**/scheduling/visits/visit/*");
        await Expect(user.Page.Locator(".toast").GetByText("Booked: 4 visits.")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await user.Page.GetByRole(AriaRole.Region, new() { Name = "Series" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Series 2 of 4" })).ToBeVisibleAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel this and the following 2" }).ClickAsync();
        await Expect(user.Page.Locator(".toast").GetByText("3 visits are cancelled.")).ToBeVisibleAsync();
        Assert.Equal(1L, await Booked());
        await user.Press("u");
        await Expect(user.Page.Locator(".toast").GetByText("3 visits are as before.")).ToBeVisibleAsync();
        Assert.Equal(4L, await Booked());
    }

    private async Task<object?> Booked() => (await morning.Clinic.Host.Sql($"SELECT count(*) FROM scheduling.visits WHERE provider_id = '{provider}' AND state = 'booked'"))[0];

    private async Task<Guid> AskForAppointment()
    {
        var task = Guid.CreateVersion7();
        await morning.Clinic.Host.Sql(
            $"""
            INSERT INTO intake.tasks (id, kind, title, detail, state, patient_id, location_id, care_thread_id, urgency, due, access_class, raised_at, legal_hold)
            SELECT '{task}', 'schedule', 'Schedule: physical therapy', '', 'open', id, '{TestOrganization.Harbor.Id}', '{thread}', 'routine', current_date, 'standard', now(), false
            FROM intake.patients ORDER BY mrn LIMIT 1
            """);
        await morning.Clinic.Host.Insert(
            "scheduling.appointment_requests", ("task_id", task), ("patient_id", "(SELECT id FROM intake.patients ORDER BY mrn LIMIT 1)"), ("location_id", TestOrganization.Harbor.Id), ("care_thread_id", thread), ("urgency", "routine"), ("earliest", "(current_date)"), ("state", "open"), ("access_class", "standard"));
        return task;
    }

    /// <summary>A key that leads to another page, with its scripts.</summary>
    private static async Task Press(BrowserUser user, string key, string address)
    {
        await user.Page.WaitForLoadStateAsync();
        await user.Press(key);
        await user.Page.WaitForURLAsync(address);
        await user.Page.WaitForLoadStateAsync();
    }
}
