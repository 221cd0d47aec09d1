using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>Two records of one person: suggested, compared, merged, and taken apart again on the page of the one that stays.</summary>
[Collection(nameof(MondayMorning))]
public sealed class MergeTests(MondayMorning morning)
{
    [Fact]
    public async Task A_duplicate_is_suggested_compared_merged_and_the_merge_taken_back()
    {
        var host = morning.Clinic.Host;
        var file = Path.Combine(host.DataFolder, $"{Guid.NewGuid()}.csv");
        await File.WriteAllTextAsync(
            file,
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            DUP-1,Quillfeather,Marta,,1971-04-09,F,(419) 555-0141,,1 Elm St,Toledo,OH,43604,,,,,
            DUP-2,Quilfeather,Marta,,1971-04-09,F,(419) 555-0141,,9 Oak St,Toledo,OH,43604,,,,,
            """);
        Assert.Equal(0, await host.Verb("import patients", file));
        var (first, second) = (await Patient("DUP-1"), await Patient("DUP-2"));
        var task = await host.Insert(
            "intake.tasks", ("kind", "call"), ("title", "Call about the plumage"), ("state", "open"), ("patient_id", second), ("location_id", TestOrganization.Harbor.Id), ("urgency", "routine"), ("access_class", "standard"), ("raised_at", "now()"));
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/intake/patients/patient/{first}");

        var notice = user.Page.GetByRole(AriaRole.Region, new() { Name = "Duplicates" });
        await Expect(notice.GetByText("birth date, phone")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await notice.GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await Expect(user.Page.GetByText("differs").First).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Page.GetByLabel("Why they are the same person").FillAsync("Says so herself");
        await user.Press("Enter");

        await user.Page.WaitForURLAsync($"**/patient/{first}");
        await Expect(user.Page.GetByText("Call about the plumage")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Open($"/intake/patients/patient/{second}");
        await Expect(user.Page.GetByText("This record was merged into")).ToBeVisibleAsync();

        await user.Open($"/intake/patients/patient/{first}");
        await user.Page.GetByLabel("They are two people after all, because").FillAsync("Two cousins");
        await user.Press("Enter");
        await Expect(user.Page.GetByText("stand by themselves again")).ToBeVisibleAsync();
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "What came meanwhile" })).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Open($"/intake/patients/patient/{first}");
        await Expect(user.Page.GetByText("Call about the plumage")).ToHaveCountAsync(0);
        await Expect(user.Page.GetByText("taken back", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal([second], await host.Sql($"SELECT patient_id FROM intake.tasks WHERE id = '{task}'"));
        await host.Sql($"UPDATE intake.tasks SET state = 'withdrawn' WHERE id = '{task}'");

        async Task<Guid> Patient(string mrn) => (Guid)(await host.Sql($"SELECT id FROM intake.patients WHERE mrn = '{mrn}'"))[0]!;
    }
}
