using System.Text.RegularExpressions;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>A template that a manager writes with the picker, and a letter that is drafted from it.</summary>
[Collection(nameof(MondayMorning))]
public sealed class TemplateTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly string name = $"Your number {Guid.NewGuid():n}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await morning.Clinic.Host.Sql($"DELETE FROM correspondence.letter_templates WHERE name = '{name}'");

    [Fact]
    public async Task A_template_is_written_with_the_picker_keeps_what_was_typed_when_refused_and_a_letter_is_drafted_from_it_with_a_paper_enclosed()
    {
        await using var user = await morning.Clinic.SignIn("Manager");
        var page = user.Page;
        await user.Open("/correspondence/settings/templates");
        await user.ExpectAccessible();
        await page.GetByRole(AriaRole.Link, new() { Name = "A letter to the patient" }).ClickAsync();
        await page.WaitForURLAsync("**/settings/template?*");
        await page.GetByLabel("Name what staff choose it by").FillAsync(name);
        await page.GetByLabel("Subject", new() { Exact = true }).FillAsync("Your number with us");

        // Letterhead, date and address come first: the text is the fourth block.
        var text = page.Locator("#template-blocks textarea").Nth(3);
        await text.ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("{{patient.nmae}}, your number is ");
        await user.Press("Alt+i");
        await Expect(page.Locator("#field-picker:focus")).ToHaveCountAsync(1);
        await page.Locator("#field-picker").SelectOptionAsync("patient.mrn");
        await user.Press("Enter");
        await Expect(text).ToHaveValueAsync(new Regex("your number is \\{\\{patient\\.mrn\\}\\}$"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Nothing was saved" })).ToContainTextAsync("There is no field {{patient.nmae}}");
        await Expect(page.GetByLabel("Name what staff choose it by")).ToHaveValueAsync(name);
        await Expect(text).ToHaveValueAsync(new Regex("your number is \\{\\{patient\\.mrn\\}\\}$"));
        await user.ExpectAccessible();
        await text.FillAsync("Dear {{patient.full_name}},\n\nYour number with us is {{patient.mrn}}.");

        // Another block, moved up by keys, and one that is taken away.
        await page.GetByLabel("Another block").SelectOptionAsync("list");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.Keyboard.TypeAsync("Bring your card.");
        await user.Press("Alt+ArrowUp");
        await Expect(page.Locator("#template-blocks legend")).ToHaveTextAsync(["1. Letterhead", "2. Date", "3. Address", "4. List", "5. Text", "6. Signature"]);
        await page.Locator("#template-blocks fieldset").Nth(5).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show, without saving" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Page 1 of the sample" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" }).ClickAsync();
        await user.ExpectToast("Saved as version 1. Letters that are drafted from now on say this.");
        await Expect(page.Locator("#template-blocks legend")).ToHaveTextAsync(["1. Letterhead", "2. Date", "3. Address", "4. List", "5. Text"]);
        await user.ExpectAccessible();

        await user.Open($"/correspondence/letters/draft?patient={morning.Task.PatientId}");
        await page.GetByLabel("Letter", new() { Exact = true }).SelectOptionAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Draft the letter" }).ClickAsync();
        await page.WaitForURLAsync("**/letters/letter/*");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Your number with us");
        await Expect(page.GetByLabel("Text; an empty line begins a paragraph")).ToHaveValueAsync("Dear {{patient.full_name}},\n\nYour number with us is {{patient.mrn}}.");
        await Expect(page.GetByText("from version 1 of its template")).ToBeVisibleAsync();

        // A paper of the patient's chart goes along with it.
        await page.Locator("summary").Filter(new() { HasText = "Enclosures: none" }).ClickAsync();
        await page.Locator("input[name='enclosed']").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enclose the chosen papers" }).ClickAsync();
        await user.ExpectToast("Enclosed: their pages follow the letter's.");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Page 2 of the letter" })).ToBeVisibleAsync();
        await user.ExpectAccessible();
    }
}
