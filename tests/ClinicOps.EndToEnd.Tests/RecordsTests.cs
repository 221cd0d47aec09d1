using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>A court asks for records: from the patient's page to the log of disclosures, and back.</summary>
[Collection(nameof(MondayMorning))]
public sealed class RecordsTests(MondayMorning morning)
{
    [Fact]
    public async Task Records_asked_for_are_checked_packed_handed_over_and_accounted_for_and_the_last_step_is_taken_back()
    {
        var (patient, court) = (morning.Task.PatientId, $"County court {Guid.NewGuid():n}"[..24]);
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/intake/patients/patient/{patient}");
        await user.Page.GetByRole(AriaRole.Link, new() { Name = "Records are asked for…" }).ClickAsync();
        await user.Page.GetByLabel("Who asks", new() { Exact = true }).SelectOptionAsync("agency");
        await user.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(court);
        await user.Page.GetByLabel("What is asked for, as the form says it").FillAsync("All records");
        await user.ExpectAccessible();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Enter the request" }).ClickAsync();
        await user.Page.WaitForURLAsync("**/correspondence/records/request/*");
        var request = user.Page.Url;

        // What is missing is said, and what was entered stays.
        await user.Page.GetByLabel("Signed by").SelectOptionAsync("nobody");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "It may be released" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Say how you made sure who asks." })).ToContainTextAsync("which law");
        await user.ExpectAccessible();
        await Expect(user.Page.GetByLabel("Signed by")).ToHaveValueAsync("nobody");
        await user.Page.GetByLabel("Who asks was made sure of by").SelectOptionAsync("called_back");
        await user.Page.GetByLabel("Law, subpoena or order").FillAsync("Subpoena 24-17");
        await user.Page.GetByLabel("Days and kinds are what the form asks for.").CheckAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "It may be released" }).ClickAsync();
        await user.ExpectToast("Checked. Now make the packet.");

        await user.ExpectAccessible();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Make the packet" }).ClickAsync();
        await user.ExpectToast("The packet is made. Look at it, then release it.");
        await user.ExpectAccessible();
        var pdf = await user.Page.APIRequest.GetAsync(request + "?handler=Pdf");
        Assert.Equal("%PDF", System.Text.Encoding.ASCII.GetString((await pdf.BodyAsync())[..4]));
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "I handed it over" }).ClickAsync();
        await user.ExpectToast("Released, and entered in the log of disclosures.");

        await user.Open($"/correspondence/disclosures?patient={patient}");
        await Expect(user.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = court })).ToContainTextAsync("Subpoena 24-17");
        await user.ExpectAccessible();
        await user.Open(new Uri(request).AbsolutePath);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Take the last step back" }).ClickAsync();
        await user.ExpectToast("Taken back: it is as it was before.");
        await user.Open($"/correspondence/disclosures?patient={patient}");
        await Expect(user.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = court })).ToHaveCountAsync(0);
    }
}
