using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>A payer's approval, from Today: at most four actions by hand, three where its letter is here.</summary>
[Collection(nameof(MondayMorning))]
public sealed class AuthorizationTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly string service = $"Echocardiogram {Guid.NewGuid():n}";
    private Guid authorization;

    private RunningHost Host => morning.Clinic.Host;

    public async ValueTask InitializeAsync() => authorization = await Host.Insert(
        "intake.authorizations",
        ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("payer", "Summit Crest Advantage"), ("codes", $$"""[{"Code":"93306","Description":"{{service}}"}]"""),
        ("diagnoses", "{I10}"), ("urgency", "standard"), ("state", "submitted"), ("access_class", "standard"));

    public async ValueTask DisposeAsync()
    {
        await Host.Sql($"DELETE FROM intake.decision_proposals WHERE authorization_id = '{authorization}'");
        await Host.Sql($"UPDATE intake.authorizations SET state = 'withdrawn' WHERE id = '{authorization}'");
    }

    [Fact]
    public async Task By_hand_an_approval_is_recorded_in_four_actions_and_undone_by_one_key()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open("/");

        await user.Page.GetByRole(AriaRole.Region, new() { Name = "Authorizations" }).GetByRole(AriaRole.Link, new() { Name = "with the payer" }).ClickAsync();
        await user.Page.GetByRole(AriaRole.Link, new() { Name = service }).ClickAsync();
        await user.Page.GetByLabel("Number", new() { Exact = true }).FillAsync("PA-77");
        await user.Press("Enter");

        await Expect(user.Page.GetByText("Approved: recorded.")).ToBeVisibleAsync();
        await Expect(user.Page.Locator("strong.mono")).ToHaveTextAsync("PA-77");
        await user.ExpectAccessible();
        await user.Press("u");
        await Expect(user.Page.GetByText("Taken back: it is as it was before.")).ToBeVisibleAsync();
        await Expect(user.Page.Locator("strong.mono")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Where_its_letter_is_here_an_approval_is_recorded_in_three_actions()
    {
        await Host.Sql(
            $"""
            INSERT INTO intake.decision_proposals (document_id, patient_id, authorization_id, state, outcome, number, service, units, valid_to, location_id, access_class, read_at)
            VALUES (gen_random_uuid(), '{morning.Task.PatientId}', '{authorization}', 'open', 'approved', 'PA-78', 'Echocardiogram', '2 visits', current_date + 90, '{TestOrganization.Harbor.Id}', 'standard', now())
            """);
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open("/");

        await user.Page.GetByRole(AriaRole.Region, new() { Name = "Authorizations" }).GetByRole(AriaRole.Link, new() { Name = "letters to look at" }).ClickAsync();
        await user.Page.GetByRole(AriaRole.Link, new() { Name = service }).ClickAsync();
        await user.Page.WaitForURLAsync($"**/authorization/{authorization}");
        await user.ExpectAccessible();
        await user.Press("a");

        await Expect(user.Page.GetByText("Approved: recorded.")).ToBeVisibleAsync();
        await Expect(user.Page.Locator("strong.mono")).ToHaveTextAsync("PA-78");
        await Expect(user.Page.GetByText("2 visits").First).ToBeVisibleAsync();
    }
}
