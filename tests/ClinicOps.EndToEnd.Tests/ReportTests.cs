using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The reports and what goes out, in a browser: charts that are read without seeing them, and an address that is shown once.</summary>
[Collection(nameof(MondayMorning))]
public sealed class ReportTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly Guid provider = Guid.NewGuid();

    public async ValueTask InitializeAsync()
    {
        await morning.Employ(provider, $"Rhea {provider}", "report", "Report visit");
        await morning.Clinic.Host.Sql(
            $"""
            INSERT INTO scheduling.visits (id, patient_id, provider_id, location_id, visit_type, visit_type_id, starts_at, ends_at, state, access_class, entered_at, legal_hold)
            SELECT gen_random_uuid(), '{morning.Task.PatientId}', '{provider}', '{TestOrganization.Harbor.Id}', 'Report visit', (SELECT id FROM scheduling.visit_types WHERE code = 'report'),
                date_trunc('day', now()) - n * interval '9 hours', date_trunc('day', now()) - n * interval '9 hours' + interval '20 minutes', CASE WHEN n % 4 = 0 THEN 'missed' ELSE 'done' END, 'standard', now() - interval '40 days', false
            FROM generate_series(1, 40) n;
            INSERT INTO scheduling.third_next_available (day, location_id, provider_id, visit_type_id, days)
            SELECT current_date - back, '{TestOrganization.Harbor.Id}', '{provider}', id, back % 6 FROM scheduling.visit_types, generate_series(0, 14) back WHERE code = 'report';
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await morning.Clinic.Host.Sql($"DELETE FROM scheduling.visits WHERE provider_id = '{provider}'; DELETE FROM scheduling.third_next_available WHERE provider_id = '{provider}'");
        await morning.Retire(provider);
    }

    [Fact]
    public async Task Charts_say_what_their_tables_say_and_the_page_is_accessible_full_empty_and_refused()
    {
        await using var user = await morning.Clinic.SignIn("Manager");
        await user.Open("/scheduling/reports");
        await user.Page.GetByLabel("Third next available for").SelectOptionAsync("Report visit");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Img, new() { Name = "Days to the third next free time, Report visit" })).ToBeVisibleAsync();
        var chart = user.Page.GetByRole(AriaRole.Img, new() { Name = "No-shows by weekday" });
        var said = await chart.Locator("desc").TextContentAsync();
        var table = user.Page.GetByRole(AriaRole.Group, new() { Name = "No-shows by weekday" }).GetByRole(AriaRole.Row, new() { Name = "Monday" });
        Assert.Contains($"Monday: {await table.GetByRole(AriaRole.Cell).Nth(2).TextContentAsync()}", said, StringComparison.Ordinal);
        await user.ExpectAccessible();
        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await user.ExpectAccessible();

        await user.Open($"/scheduling/reports?location={TestOrganization.Harbor.Id}&from=2031-03-09&until=2030-03-09");
        await Expect(user.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("at most 184 days");
        await user.ExpectAccessible();
        await user.Open($"/scheduling/reports?location={TestOrganization.Mesa.Id}&from=2003-03-02&until=2003-03-15");
        await Expect(user.Page.GetByText("Nobody works here on these days")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await user.Open("/scheduling/settings/feeds");
        await user.Page.GetByLabel("Provider", new() { Exact = true }).SelectOptionAsync($"{provider}");
        await user.Page.GetByLabel("Who reads it").FillAsync("A browser test");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Make an address" }).ClickAsync();
        await Expect(user.Page.GetByLabel("Address", new() { Exact = true })).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("/feeds/[A-Za-z0-9_-]{100,}$"));
        await user.ExpectAccessible();
    }
}
