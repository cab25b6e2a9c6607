/**
 * Brings the auto-configuration and the plugin. Spring Boot and Quartz are the application's. There
 * is no code here.
 */
package io.beatcop.spring.starter;
