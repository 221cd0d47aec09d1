using System.Text;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>Somebody who pays themselves is given the estimate that they are owed, and the desk asks for what stands on it.</summary>
[Collection(nameof(MondayMorning))]
public sealed class EstimateTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly Guid provider = Guid.NewGuid();
    private Guid visit;

    private RunningHost Host => morning.Clinic.Host;

    public async ValueTask InitializeAsync()
    {
        await morning.Employ(provider, $"Edda {provider}", "follow-up", "Follow-up");
        var patient = (Guid)(await Host.Sql("SELECT id FROM intake.patients WHERE access_class = 'standard' ORDER BY mrn OFFSET 7 LIMIT 1"))[0]!;
        visit = await Host.Insert(
            "scheduling.visits",
            ("patient_id", patient), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
            ("starts_at", "(date_trunc('day', now() AT TIME ZONE 'America/New_York') AT TIME ZONE 'America/New_York')"), ("ends_at", "(date_trunc('day', now() AT TIME ZONE 'America/New_York') AT TIME ZONE 'America/New_York' + interval '1 minute')"));
        await Host.Insert("intake.visit_payer_cases", ("visit_id", visit), ("patient_id", patient), ("kind", "self-pay"));
        await Host.Sql("INSERT INTO intake.medical_codes (system, code, description, charge_cents, imported_at) VALUES ('procedure', 'G0101', 'Screening visit', 12500, now()) ON CONFLICT DO NOTHING");
    }

    public async ValueTask DisposeAsync()
    {
        await Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE provider_id = '{provider}'");
        await morning.Retire(provider);
    }

    [Fact]
    public async Task From_check_in_an_estimate_is_made_of_a_code_given_and_asked_for_with_five_actions()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open($"/intake/check-in/visit/{visit}");

        await user.Page.GetByRole(AriaRole.Link, new() { Name = "Give an estimate" }).ClickAsync();
        await user.ExpectAccessible();
        await user.Page.GetByLabel("Code of line 1", new() { Exact = true }).FillAsync("G0101");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Make the estimate" }).ClickAsync();
        await user.ExpectToast("Estimate no. 1 is made: print it, give it to the patient, and record that below.");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "Estimates" }).GetByText("$125.00")).ToBeVisibleAsync();
        var address = await user.Page.GetByRole(AriaRole.Link, new() { Name = "Print estimate no. 1" }).GetAttributeAsync("href");
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(await (await user.Page.Context.APIRequest.GetAsync(address!)).BodyAsync(), 0, 5));
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Record that it was given" }).ClickAsync();
        await user.ExpectToast("Recorded: no. 1 was given to the patient.");
        await user.ExpectAccessible();

        await user.Page.GetByRole(AriaRole.Link, new() { Name = "Check-in of the visit" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "To pay $125.00 due" })).ToBeVisibleAsync();
        await Expect(user.Page.GetByText("Good-faith estimate no. 1 of").First).ToBeVisibleAsync();
        await user.ExpectAccessible();
    }
}
