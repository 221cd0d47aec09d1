using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>Coverage in a browser: verified from the page Today in three actions, then recorded as said on the phone.</summary>
[Collection(nameof(MondayMorning))]
public sealed class CoverageTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly Guid provider = Guid.NewGuid();
    private readonly string mrn = $"CV{Random.Shared.Next(100_000, 999_999)}";

    private RunningHost Host => morning.Clinic.Host;

    public async ValueTask InitializeAsync()
    {
        var patients = Path.Combine(Host.DataFolder, $"{provider}.csv");
        await File.WriteAllTextAsync(patients, $"mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language\n{mrn},Quillfeather,Odalys,,1971-04-05,F,,,,,,,Payer {mrn},M{mrn},,,\n");
        Assert.Equal(0, await Host.Verb("import patients", patients));
        await Host.Sql($"UPDATE intake.payers SET electronic_id = 'PX1', in_network = true WHERE name = 'Payer {mrn}'");
        var schedule = Path.Combine(Host.DataFolder, $"{provider}-visits.json");
        await File.WriteAllTextAsync(
            schedule,
            $$"""
            {"providers": [{"id": "{{provider}}", "name": "Amara {{mrn}}", "npi": "2111704286", "credentials": "MD", "locationId": "{{TestOrganization.Harbor.Id}}"}],
             "visits": [{"id": "{{Guid.NewGuid()}}", "mrn": "{{mrn}}", "providerId": "{{provider}}", "locationId": "{{TestOrganization.Harbor.Id}}", "dayOffset": 1, "start": "09:00", "minutes": 30, "visitType": "follow-up", "status": "booked"}],
             "visitTypes": [{"code": "follow-up", "name": "Follow-up", "minutes": 20}]}
            """);
        Assert.Equal(0, await Host.Verb("import-schedule", schedule));
    }

    public async ValueTask DisposeAsync() => await Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE provider_id = '{provider}'");

    [Fact]
    public async Task Coverage_is_verified_in_three_actions_from_Today()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open("/");

        await user.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("to verify$") }).ClickAsync();
        await user.ExpectAccessible();
        await user.Page.GetByRole(AriaRole.Link, new() { Name = "not asked: Quillfeather, Odalys" }).First.ClickAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();

        await Expect(user.Page.GetByText("Asked. The answer comes by itself")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await user.Page.GetByText("Verified by phone or on a portal").ClickAsync();
        await user.Page.GetByLabel("By phone").CheckAsync();
        await user.Page.GetByLabel("active on the day of the visit").CheckAsync();
        await user.Page.GetByLabel("Who said so").FillAsync("Kim");
        await user.Page.GetByLabel("Reference").FillAsync("C-123");
        await user.Page.GetByLabel("Co-payment for this visit, in dollars").FillAsync("20.50");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Record it" }).ClickAsync();
        await Expect(user.Page.GetByText("Co-payment for this visit: $20.50")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await user.ExpectAccessible();
    }

    [Fact]
    public async Task A_plan_is_kept_undone_and_kept_again_and_a_line_of_the_authorization_rules_names_it_and_is_undone()
    {
        await using var user = await morning.Clinic.SignIn("Manager");
        var toast = user.Page.Locator(".toast:not(#session-warning)");
        await user.Open("/intake/settings/payers");
        await Add("Gold HMO");
        await Expect(toast).ToContainTextAsync("The plan is saved.");
        await user.Press("u");
        await Expect(toast).ToContainTextAsync("Undone: the plan is as it was.");
        await Add("Gold HMO");
        await Expect(toast).ToContainTextAsync("The plan is saved.");
        Assert.Equal(["Gold HMO hmo true"], await Host.Sql($"SELECT p.name || ' ' || p.kind || ' ' || p.needs_referral FROM intake.payer_plans p JOIN intake.payers o ON o.id = p.payer_id WHERE o.name = 'Payer {mrn}'"));

        await user.Open("/intake/settings/authorization-rules");
        var another = user.Page.GetByRole(AriaRole.Region, new() { Name = "Another line" });
        await another.GetByLabel("Payer", new() { Exact = true }).FillAsync($"Payer {mrn}");
        await another.GetByLabel("Plan", new() { Exact = true }).FillAsync("gold hmo");
        await another.GetByLabel("Codes").FillAsync("MRI");
        await another.GetByLabel("Who said so").FillAsync("its list");
        await another.GetByRole(AriaRole.Button, new() { Name = "Add the line" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Write a code like 73721");
        await Expect(another.GetByLabel("Plan", new() { Exact = true })).ToHaveValueAsync("gold hmo");
        await another.GetByLabel("Codes").FillAsync("73721");
        await user.ExpectAccessible();
        await another.GetByRole(AriaRole.Button, new() { Name = "Add the line" }).ClickAsync();
        await Expect(toast).ToContainTextAsync("Saved: authorizations follow it from now on.");
        var line = user.Page.GetByRole(AriaRole.Row, new() { Name = $"Payer {mrn} Gold HMO 73721" });
        await Expect(line).ToBeVisibleAsync();
        await user.Press("u");
        await Expect(toast).ToContainTextAsync("Undone: the line is as it was.");
        await Expect(line).ToHaveCountAsync(0);

        async Task Add(string name)
        {
            var card = user.Page.GetByRole(AriaRole.Region, new() { Name = $"Payer {mrn}" });
            await card.Locator("summary").First.ClickAsync();
            await card.Locator($"summary[aria-label='Another plan of Payer {mrn}']").ClickAsync();
            await card.GetByLabel("Name of the plan").FillAsync(name);
            await card.GetByLabel("A referral of the primary care provider is").Last.SelectOptionAsync("needed");
            await user.ExpectAccessible();
            await card.GetByRole(AriaRole.Button, new() { Name = "Add the plan" }).ClickAsync();
        }
    }
}
